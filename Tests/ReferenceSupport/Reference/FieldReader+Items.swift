/// Reads the items of an order: no bad item makes a dead letter.
extension FieldReader {
    /// "`items` (array of `sku`, `category`, `quantity` (integer 0…10^6), `price`)"; "any other field that is
    /// empty, of the wrong type or longer than its limit … is ignored".
    mutating func items() -> [PlainItem] {
        checkOther("items") { if case .array = $0 { true } else { false } }
        guard case .array(let elements)? = object["items"] else { return [] }
        return elements.compactMap { element in
            guard case .object = element else { return nil }
            return item(element)
        }
    }

    private func item(_ object: PlainJSON) -> PlainItem {
        let category = object["category"]?.text.flatMap { (1...256).contains($0.bytes.count) ? $0 : nil }
        return PlainItem(
            category: category, quantity: quantity(object["quantity"]), price: price(object["price"]))
    }

    private func quantity(_ value: PlainJSON?) -> Int128? {
        guard let text = value?.numberText, let quantity = Int128(text), (0...1_000_000).contains(quantity)
        else { return nil }
        return quantity
    }

    /// "Price, converted".
    private func price(_ value: PlainJSON?) -> Int128? {
        guard let value else { return nil }
        return (try? amount(value, "price")) ?? nil
    }
}
