import Marketing
import Mathematics
import Streaming
import Testing

@Suite("Changes of the catalogue")
struct CatalogueChangeTests {
    @Test("come back exactly as they were sent", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = Seeded(state: seed)
        var changes: [CatalogueChange] = []
        var bytes: [UInt8] = []
        for _ in 0..<100 {
            let change = Self.change(&random)
            changes.append(change)
            change.encode(to: &bytes)
        }
        var reader = ByteReader(bytes)
        for change in changes { #expect(CatalogueChange(from: &reader) == change, "seed \(seed)") }
        #expect(reader.isAtEnd && !reader.isBroken)
    }

    @Test("cut short or changed are refused or another change, and never a trap")
    func hostile() {
        var random = Seeded(state: 7)
        for _ in 0..<400 {
            var bytes: [UInt8] = []
            Self.change(&random).encode(to: &bytes)
            for length in 0..<bytes.count {
                var reader = ByteReader(bytes, to: length)
                #expect(CatalogueChange(from: &reader) == nil)
            }
            for _ in 0..<50 {
                var broken = bytes
                for _ in 0...random.below(3) {
                    broken[random.below(broken.count)] = UInt8(random.below(256))
                }
                var reader = ByteReader(broken)
                guard let change = CatalogueChange(from: &reader) else { continue }
                var names = StringTable()
                var directory = Directory(Catalogue(), rules: JourneyRules(), names: &names)
                let id = names.intern(change.id)
                directory.apply(change, names: &names)
                _ = directory.campaign(id).modelledCost(of: .perThousand, count: 1_000_000_000)
                _ = directory.campaign(id).owed(forOrderOf: 1_000_000_000_000_000_000)
            }
        }
        var other: [UInt8] = []
        CatalogueChange(time: 0, id: "c", campaign: nil).encode(to: &other)
        other[0] = 2
        var reader = ByteReader(other)
        #expect(CatalogueChange(from: &reader) == nil, "another version")
    }

    @Test("of a text that is no UTF-8 are refused")
    func text() {
        var bytes: [UInt8] = []
        CatalogueChange(time: 5, id: "c", campaign: nil).encode(to: &bytes)
        bytes[bytes.count - 2] = 0xFF
        var reader = ByteReader(bytes)
        #expect(CatalogueChange(from: &reader) == nil)
    }

    static func change(_ random: inout Seeded) -> CatalogueChange {
        let time = random.below(2) == 0 ? Milliseconds(random.signed(1 << 45)) : -.farthest
        let id = ["c", "spring-mail", "été", "a|b/c"][random.below(4)]
        return CatalogueChange(
            time: time, id: id, campaign: random.below(5) == 0 ? nil : campaign(&random))
    }

    private static func campaign(_ random: inout Seeded) -> Catalogue.Campaign {
        func maybe<Value>(_ value: Value) -> Value? { random.below(2) == 0 ? value : nil }
        var campaign = Catalogue.Campaign()
        campaign.pool = maybe("acme")
        campaign.channel = maybe(["email", "newsletter", "ü"][random.below(3)])
        campaign.team = maybe("crm")
        campaign.partner = maybe("")
        campaign.objective = Catalogue.Objective.allCases[random.below(3)]
        campaign.leadValue = maybe(Int64(random.signed(1 << 50)))
        let kind = Catalogue.CostModel.Kind.allCases[random.below(6)]
        let (mantissa, scale) = (Int64(random.below(1_000_000)), 6 + random.below(13))
        campaign.cost = maybe(.init(kind: kind, price: Decimal(mantissa: mantissa, scale: scale)))
        let measure = Catalogue.Target.Measure.allCases[random.below(6)]
        let value = Decimal(mantissa: Int64(random.signed(1 << 60)), scale: random.below(19))
        campaign.target = maybe(.init(measure: measure, value: value))
        var budget = Catalogue.Budget(
            amount: Int64(random.below(1 << 60)),
            period: random.below(3) == 0 ? .month : .days(1 + random.below(3_660)))
        budget.minimum = maybe(Int64(random.below(1 << 40)))
        budget.maximum = maybe(.max)
        budget.isPinned = random.below(2) == 0
        campaign.budget = maybe(budget)
        campaign.start = maybe(random.signed(50_000))
        campaign.end = maybe(random.below(50_000))
        campaign.isPaused = random.below(2) == 0
        return campaign
    }
}

@Suite("A catalogue that changes")
struct DirectoryChangeTests {
    @Test("answers for known names and later ones like a catalogue that said so from the start")
    func apply() {
        var random = Seeded(state: 3)
        var catalogue = Catalogue()
        var email = Catalogue.Channel()
        email.aliases = ["newsletter"]
        catalogue.channels["email"] = email
        var names = StringTable()
        var changed = Directory(catalogue, rules: JourneyRules(), names: &names)
        let ids = ["c", "spring-mail", "été", "a|b/c", "other"]
        for _ in 0..<300 {
            let change = CatalogueChangeTests.change(&random)
            catalogue.campaigns[change.id] = change.campaign
            changed.apply(change, names: &names)
            if random.below(3) == 0 {
                _ = names.intern(ids[random.below(5)])
                changed.extend(to: &names)
            }
            var others = StringTable()
            var fresh = Directory(catalogue, rules: JourneyRules(), names: &others)
            for text in ids {
                let utf8 = Array(text.utf8)
                guard let id = names.find(utf8.span) else { continue }
                let other = others.intern(text)
                fresh.extend(to: &others)
                let (one, two) = (changed.campaign(id), fresh.campaign(other))
                let ways: [KeyPath<Directory.Campaign, StringID>] = [\.pool, \.channel, \.team, \.partner]
                for way in ways { #expect(names.text(one[keyPath: way]) == others.text(two[keyPath: way])) }
                #expect(one.cost == two.cost && one.price == two.price)
            }
            for number in 1...UInt32(names.count) { _ = changed.channel(StringID(rawValue: number)) }
        }
    }
}
