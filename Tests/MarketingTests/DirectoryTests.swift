import Marketing
import Mathematics
import Streaming
import Testing

@Suite("The catalogue by numbers")
struct DirectoryTests {
    private static let catalogue: Catalogue = {
        var catalogue = Catalogue()
        var email = Catalogue.Channel()
        email.aliases = ["newsletter", "e-mail"]
        var shop = Catalogue.Channel()
        shop.kind = .sales
        var web = Catalogue.Channel()
        web.kind = .both
        catalogue.channels = ["email": email, "shop": shop, "web": web]
        var spring = Catalogue.Campaign()
        (spring.pool, spring.channel, spring.team, spring.partner) = ("acme", "e-mail", "crm", "net")
        spring.cost = Catalogue.CostModel(kind: .perSend, price: Decimal(mantissa: 4, scale: 3))
        catalogue.campaigns = ["spring": spring, "bare": Catalogue.Campaign()]
        return catalogue
    }()

    @Test("knows pool, channel, team and partner; aliases are replaced")
    func campaign() {
        var names = StringTable()
        var directory = Directory(Self.catalogue, rules: JourneyRules(), names: &names)
        let (spring, bare, other) = (names.intern("spring"), names.intern("bare"), names.intern("other"))
        directory.extend(to: &names)
        let entry = directory.campaign(spring)
        #expect(
            [entry.pool, entry.channel, entry.team, entry.partner].map { names.text($0) } == [
                "acme", "email", "crm", "net",
            ])
        #expect(entry.price == 4_000)
        for id in [bare, other, .absent] {
            let entry = directory.campaign(id)
            #expect(entry.pool.isAbsent && entry.channel.isAbsent && entry.team.isAbsent && entry.cost == nil)
        }
        #expect(names.text(directory.defaultPool) == "default")
        #expect(
            [directory.direct, directory.organic, directory.unknown].map { names.text($0) } == [
                "(direct)", "(organic)", "(unknown)",
            ])
    }

    @Test(
        "tells own channels by the catalogue, else by sales_channels",
        arguments: [
            ("email", "email", false), ("newsletter", "email", false), ("e-mail", "email", false),
            ("shop", "shop", true),
            ("web", "web", false), ("app", "app", true), ("store", "store", true),
            ("call_center", "call_center", true),
            ("marketplace", "marketplace", true), ("tv", "tv", false), ("", "", false),
        ])
    func channel(name: String, own: String, isSales: Bool) {
        var names = StringTable()
        var directory = Directory(Self.catalogue, rules: JourneyRules(), names: &names)
        let id = names.intern(name)
        directory.extend(to: &names)
        #expect(names.text(directory.channel(id).name) == own)
        #expect(directory.channel(id).isSales == isSales)
        #expect(directory.channel(.absent).isSales && directory.channel(.absent).name.isAbsent)
    }

    @Test("has an entry for every name, also for those that entries bring along")
    func extend() {
        var names = StringTable()
        var directory = Directory(Self.catalogue, rules: JourneyRules(), names: &names)
        for index in 0..<200 {
            _ = names.intern(index % 3 == 0 ? "spring" : "name \(index)")
            directory.extend(to: &names)
            for number in 1...UInt32(names.count) {
                _ = directory.campaign(StringID(rawValue: number))
                _ = directory.channel(StringID(rawValue: number))
            }
        }
    }

    private func entry(_ kind: Catalogue.CostModel.Kind, _ price: String) throws -> Directory.Campaign {
        var names = StringTable()
        var catalogue = Catalogue()
        var campaign = Catalogue.Campaign()
        campaign.cost = Catalogue.CostModel(kind: kind, price: try #require(Decimal(price)))
        catalogue.campaigns["c"] = campaign
        var directory = Directory(catalogue, rules: JourneyRules(), names: &names)
        let id = names.intern("c")
        directory.extend(to: &names)
        return directory.campaign(id)
    }

    @Test(
        "cpm is exact, and floored per event",
        arguments: [
            ("5", 1, 5_000), ("0.001", 1, 1), ("0.0019", 1, 1), ("0.0009", 1, 0), ("0.0009", 2, 1),
            ("2.5", 3, 7_500),
            ("1000000", 1_000_000_000, 1_000_000_000_000_000_000), ("0.333333", 1_000, 333_333),
            ("0.000000000000000001", 1_000_000_000, 0),
        ] as [(String, Int64, Int64)])
    func perThousand(price: String, count: Int64, cost: Int64) throws {
        let entry = try entry(.perThousand, price)
        #expect(entry.modelledCost(of: .perThousand, count: count) == cost)
        #expect(entry.modelledCost(of: .perClick, count: count) == nil)
    }

    @Test(
        "other prices are rounded half to even once",
        arguments: [
            ("0.004", 4_000), ("0.0000005", 0), ("0.0000015", 2), ("0.0000025", 2),
            ("1000000", 1_000_000_000_000), ("0", 0),
        ] as [(String, Int64)])
    func prices(price: String, cost: Int64) throws {
        for kind in [Catalogue.CostModel.Kind.perClick, .perSend, .perLead] {
            let campaign = try entry(kind, price)
            #expect(campaign.modelledCost(of: kind, count: 1) == cost)
            #expect(campaign.owed(forOrderOf: 1_000_000) == nil)
        }
        let campaign = try entry(.perOrder, price)
        #expect(campaign.owed(forOrderOf: 77) == cost)
    }

    @Test(
        "a revenue share is the fraction of the value, rounded half to even",
        arguments: [
            ("0.05", 100_000_000, 5_000_000), ("0.5", 1, 0), ("0.5", 3, 2), ("0.333", 10, 3), ("1", 7, 7),
            ("0", 7, 0),
            ("0.1", 1_000_000_000_000_000_000, 100_000_000_000_000_000),
        ] as [(String, Int64, Int64)])
    func revenueShare(fraction: String, value: Int64, owed: Int64) throws {
        let entry = try entry(.revenueShare, fraction)
        #expect(entry.owed(forOrderOf: value) == owed)
        #expect(entry.modelledCost(of: .perClick, count: 1) == nil)
    }
}
