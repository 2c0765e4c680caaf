/// What events say beside their money: touchpoints, categories, stores and items.
extension MarketWriter {
    static let categories = ["shoes", "socks", "hats/caps", "50% off", "Käse"]
    static let touchpoints = [
        "product-page", "product-page", "catalogue", "call", "sale 50%", "a/b test", "x|y", "home>shoes",
        "%2F",
    ]

    mutating func addTouchpoint(_ draft: inout MarketDraft) {
        if random.chance(45) { draft.set("touchpoint", pick(Self.touchpoints)) }
        if random.chance(20) { draft.set("category", pick(Self.categories)) }
        if random.chance(12) { draft.set("store_id", pick(Self.stores)) }
    }

    /// Good items, and some that are good for nothing.
    mutating func items() -> String {
        let items = (0..<random.number(0...5)).map { _ in
            random.chance(8) ? random.pick(["5", "\"shoes\"", "null", "[]", "{}"]) : item()
        }
        return "[\(items.joined(separator: ","))]"
    }

    private mutating func item() -> String {
        var members: [String] = []
        if random.chance(85) { members.append("\"category\":\(pick(Self.categories))") }
        if random.chance(30) { members.append(#""sku":"sku-1""#) }
        if random.chance(60) { members.append("\"quantity\":\(random.number(0...4))") }
        if random.chance(75) {
            members.append("\"price\":\(random.number(0...90)).\(random.number(10...99))")
        }
        if random.chance(15) {
            members.append(
                random.pick([
                    #""category":7"#, #""category":"""#, #""category":null"#, #""quantity":1.5"#,
                    #""quantity":"2""#, #""quantity":-1"#, #""quantity":1000001"#, #""quantity":1000000"#,
                    #""quantity":null"#, #""price":"x""#, #""price":true"#, #""price":"7.125""#,
                    #""price":1.0000005"#, #""price":12e-1"#, #""price":"1.0000001""#, #""price":1e13"#,
                    #""price":null"#, #""price":{}"#,
                    "\"category\":\"\(String(repeating: "c", count: 257))\"",
                ]))
        }
        return "{\(members.joined(separator: ","))}"
    }
}
