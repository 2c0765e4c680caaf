import Mathematics
import Streaming
import Testing

@testable import Marketing

@Suite("Net, acquired and long value of a record")
struct WorthTests {
    private func worth(
        _ dimension: Dimension, _ sums: [Measure: Int128], _ rules: JourneyRules = Leavers.rules,
        _ catalogue: Catalogue = Catalogue(), key: String = "k", pool: String = "p"
    ) -> Worth {
        var names = StringTable()
        var directory = Directory(catalogue, rules: rules, names: &names)
        var context = FactContext(pool: names.intern(pool), countsInPool: dimension == .pool)
        if dimension != .pool { context[dimension] = names.intern(key) }
        directory.extend(to: &names)
        var (table, rows) = (CellTable(), CellRows())
        _ = table.context(context, names: &names)
        let row = rows.row(of: 0)
        for (measure, value) in sums { rows.add(value, measure, row: row) }
        return Worth(0, table.cells[0], in: rows, isCredited: dimension.isCredited, directory)
    }

    private static let sums: [Measure: Int128] = [
        .margin: 900, .spend: 200, .churnCost: 50, .unsubscribes: 1, .newCustomers: 2, .leads: 3,
    ]

    @Test("net value is margin − spend − churn cost; acquired value the new customers at the price of one")
    func net() throws {
        let one = Int128(try #require(Leavers.model?.acquiredValue))
        let worth = worth(.pool, Self.sums)
        #expect(worth.churnCost == 50 && worth.netValue == 650)
        #expect(worth.acquiredValue == 2 * one && worth.longValue == 650 + 2 * one)
    }

    @Test("parts of new customers are rounded half to even")
    func parts() throws {
        let one = Int128(try #require(Leavers.model?.acquiredValue))
        for parts in [1, 333_333, 500_000, 1_500_000] as [Int128] {
            let worth = worth(.team, [.newCustomers: parts])
            #expect(worth.acquiredValue == roundedHalfToEven(parts * one, dividedBy: 1_000_000))
        }
    }

    @Test("a campaign for leads brings what leads are worth, in its own records only")
    func leads() {
        var catalogue = Catalogue()
        var campaign = Catalogue.Campaign()
        (campaign.objective, campaign.leadValue) = (.leads, 12_500_000)
        catalogue.campaigns["k"] = campaign
        campaign.objective = .sales
        catalogue.campaigns["other"] = campaign
        let expected: Int128 = 3 * 12_500_000 - 250
        #expect(worth(.campaign, Self.sums, Leavers.rules, catalogue).netValue == expected)
        #expect(worth(.campaign, Self.sums, Leavers.rules, catalogue, key: "other").netValue == 650)
        #expect(worth(.channel, Self.sums, Leavers.rules, catalogue).netValue == 650)
    }

    @Test(
        "without parameters of the pool all that is made of something is unknown, what is made of nothing is 0"
    )
    func unknown() {
        var rules = Leavers.rules
        rules.churn.model = nil
        rules.churn.models = ["priced": Leavers.model].compactMapValues(\.self)
        let none = worth(.campaign, Self.sums, rules)
        #expect(none.churnCost == nil && none.netValue == nil)
        #expect(none.acquiredValue == nil && none.longValue == nil)
        #expect(worth(.campaign, Self.sums, rules, pool: "priced").netValue == 650)
        let spend = worth(.campaign, [.spend: 1], rules)
        #expect(spend.churnCost == 0 && spend.netValue == nil && spend.acquiredValue == 0)
        #expect(spend.longValue == nil)
        let clicks = worth(.campaign, [.clicks: 1], rules)
        #expect(clicks.netValue == 0 && clicks.longValue == 0)
        let new = worth(.campaign, [.newCustomers: 1], rules)
        #expect(new.netValue == 0 && new.longValue == nil)
        let left = worth(.campaign, [.unsubscribes: 1], rules)
        #expect(left.churnCost == nil && left.netValue == nil)
        #expect(worth(.frequency, [.unsubscribes: 1], rules).churnCost == nil)
    }

    @Test("where churn cost does not count, nothing nets it")
    func elsewhere() {
        for dimension in [Dimension.salesChannel, .store, .category, .path] {
            var members = 0
            worth(dimension, Self.sums).forEachMember { _, _ in members += 1 }
            #expect(members == 0, "\(dimension)")
        }
        var names: [String] = []
        worth(.frequency, Self.sums).forEachMember { name, _ in names.append("\(name)") }
        #expect(names == ["churn_cost"])
    }
}
