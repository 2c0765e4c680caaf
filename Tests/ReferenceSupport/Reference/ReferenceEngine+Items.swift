/// The categories of what is ordered.
extension ReferenceEngine {
    /// "By each distinct category among an order's items: orders (1), units (quantity, 1 where absent), value
    /// (price, converted, 0 where absent, × quantity); refunds do not change it".
    mutating func bookItems(_ items: [PlainItem], pool: Text, time: Int64) {
        var measures: [Text: [String: Int128]] = [:]
        for item in items {
            guard let category = item.category else { continue }
            let quantity = item.quantity ?? 1
            measures[category, default: [:]].merge([
                "counts.units": quantity, "money.value": (item.price ?? 0) * quantity,
            ]) { $0 + $1 }
        }
        for (category, sums) in measures {
            let place = Place(pool: pool, dimension: "category", key: category)
            ledger.book(sums.merging(["counts.orders": 1]) { $0 + $1 }, at: place, time: time)
        }
    }
}
