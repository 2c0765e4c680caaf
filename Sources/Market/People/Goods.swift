/// What is sold, and where: articles, categories, stores and their zones.
struct Goods {
    static let articleCount = 200
    static let categories = ["garden", "kitchen", "tools", "light", "textile", "paint", "bath", "toys"]
    /// The first zone is the entrance, the last the till; those between sell a category each.
    static let zones = ["entrance", "garden", "kitchen", "tools", "light", "textile", "till"]
    static let salesChannels = ["web", "app", "store", "call_center", "marketplace", "social"]

    /// By article: price in cents.
    private(set) var prices: [Int] = []
    /// By article: what a click-stream event says of it.
    private(set) var mentions: [[UInt8]] = []
    /// By category: what a click-stream event says of it where it names no article.
    private(set) var topics: [[UInt8]] = []
    /// By article: what an order says of it, up to the quantity.
    private(set) var rows: [[UInt8]] = []
    /// By store: its name as a member.
    private(set) var stores: [[UInt8]] = []
    /// By store and zone: both as members.
    private(set) var places: [[UInt8]] = []

    init(stores count: Int) {
        topics = Self.categories.map { Array(",\"category\":\"\($0)\"".utf8) }
        for article in 0..<Self.articleCount {
            let category = Self.categories[article % Self.categories.count]
            let sku = "\(category.prefix(2).uppercased())-\(1_000 + article)"
            // From 4.90 to about 80: many small things, few dear ones.
            prices.append(490 + article * article * 19 / 1_000 * 10)
            mentions.append(Array(",\"category\":\"\(category)\",\"sku\":\"\(sku)\"".utf8))
            rows.append(Array("{\"sku\":\"\(sku)\",\"category\":\"\(category)\",\"quantity\":".utf8))
        }
        for store in 0..<count {
            let name = "store-" + (store < 9 ? "0" : "") + "\(store + 1)"
            stores.append(Array(",\"store_id\":\"\(name)\"".utf8))
            for zone in Self.zones {
                places.append(Array(",\"store_id\":\"\(name)\",\"zone\":\"\(zone)\"".utf8))
            }
        }
    }

    /// What a beacon says of where it hangs.
    func place(store: UInt8, zone: UInt8) -> [UInt8] { places[Int(store) * Self.zones.count + Int(zone)] }

    /// The category that somebody likes best, for as long as they live.
    static func favourite(of profile: Int) -> Int {
        Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: profile) &* 0x9e37_79b9_7f4a_7c15) >> 61)
    }
}
