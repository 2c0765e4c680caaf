import Marketing
import Mathematics
import Operations
import Testing

@Suite("The catalogue")
struct CatalogueTests {
    private let example = """
        {"campaigns": {"spring-mail": {"pool": "acme", "channel": "e-mail", "team": "crm", "partner": "acme-net",
           "objective": "leads", "lead_value": 12.5, "cost": {"model": "cps", "price": 0.004}, "target": {"roas": 3.0},
           "budget": {"amount": 9000, "period": "P30D", "minimum": 100, "maximum": 12000, "pinned": false},
           "start": "2026-03-01", "end": "2026-05-31", "status": "active"}},
         "channels": {"email": {"online": true, "kind": "communication", "aliases": ["newsletter", "e-mail"]}},
         "pools": {"acme": {"amount": 27000, "period": "P1M", "target": {"roi": 0.4}}}}
        """

    private func parse(_ text: String) throws(Problems) -> Catalogue {
        try CatalogueReader.parse(Array(text.utf8), from: .file("c"))
    }

    @Test("is read with exact decimals, days and aliases")
    func reads() throws {
        let catalogue = try parse(example)
        let campaign = try #require(catalogue.campaigns["spring-mail"])
        #expect(campaign.pool == "acme" && campaign.channel == "email" && campaign.team == "crm")
        #expect(campaign.partner == "acme-net" && campaign.objective == .leads)
        #expect(campaign.leadValue == 12_500_000)
        #expect(campaign.cost == .init(kind: .perSend, price: Decimal(mantissa: 4, scale: 3)))
        #expect(campaign.target == .init(measure: .roas, value: Decimal(mantissa: 3, scale: 0)))
        #expect(campaign.budget?.amount == 9_000_000_000 && campaign.budget?.period == .days(30))
        #expect(campaign.budget?.minimum == 100_000_000 && campaign.budget?.maximum == 12_000_000_000)
        #expect(campaign.start == 20_513 && campaign.end == 20_604 && !campaign.isPaused)
        let pool = try #require(catalogue.pools["acme"])
        #expect(pool.budget?.period == .month && pool.target?.measure == .roi)
        #expect(catalogue.channels["email"]?.online == true)
        #expect(CatalogueReader.aliases(of: catalogue) == ["newsletter": "email", "e-mail": "email"])
    }

    @Test(
        "rounds money half to even to six decimals",
        arguments: [
            ("1.0000005", 1_000_000), ("1.0000015", 1_000_002), ("\"1.25\"", 1_250_000),
        ] as [(String, Int64)])
    func money(text: String, expected: Int64) throws {
        let catalogue = try parse("campaigns: {a: {channel: c, lead_value: \(text)}}")
        #expect(catalogue.campaigns["a"]?.leadValue == expected)
    }

    @Test(
        "says what is wrong with a campaign, and where",
        arguments: [
            ("chanel: x", "1:17: campaigns.a: unknown key \"chanel\"; did you mean \"channel\"?"),
            ("team: 5", "1:23: campaigns.a.team: \"5\" is not text; write \"5\" in quotes"),
            ("team: \"\"", "1:23: campaigns.a.team: empty text; write a word"),
            (
                "lead_value: -1",
                "1:29: campaigns.a.lead_value: -1 is out of range; write a number from 0 to 1000000000000"
            ),
            (
                "lead_value: \"0.0000001\"",
                "1:29: campaigns.a.lead_value: an amount in quotes has at most six decimals; round it"
            ),
            ("objective: sale", "1:28: campaigns.a.objective: \"sale\" is unknown; did you mean \"sales\"?"),
            (
                "cost: {model: cpc}",
                "1:23: campaigns.a.cost: a cost has a model and a price: {model: cpc, price: 0.25}"
            ),
            (
                "cost: {model: cpc, price: 1000000.1}",
                "1:43: campaigns.a.cost.price: 1000000.1 is out of range; write a number from 0 to 1000000"
            ),
            (
                "cost: {model: revenue_share, price: 5}",
                "1:53: campaigns.a.cost.price: 5 is out of range; write a number from 0 to 1"
            ),
            (
                "cost: {model: cpc, price: \"1\"}",
                "1:43: campaigns.a.cost.price: \"1\" is text; write it without quotes"
            ),
            (
                "target: {roas: 1, roi: 1}",
                "1:25: campaigns.a.target: a target is one measure and its figure: {roas: 3.0}"
            ),
            ("target: {roa: 1}", "1:26: campaigns.a.target: unknown key \"roa\"; did you mean \"roas\"?"),
            (
                "budget: {amount: 1}",
                "1:25: campaigns.a.budget: a budget has an amount and a period: {amount: 9000, period: P30D}"
            ),
            (
                "budget: {amount: 1, period: P2W}",
                "1:45: campaigns.a.budget.period: \"P2W\" is not a period; write whole days such as P1D, P7D or P30D, or P1M"
            ),
            (
                "budget: {amount: 1, period: P0D}",
                "1:45: campaigns.a.budget.period: \"P0D\" is not a period; write whole days such as P1D, P7D or P30D, or P1M"
            ),
            (
                "budget: {amount: 1, period: P1D, minimum: 2, maximum: 1}",
                "1:59: campaigns.a.budget.minimum: above maximum"
            ),
            (
                "start: 2026-02-29",
                "1:24: campaigns.a.start: \"2026-02-29\" is not a day from 2000 to 2100; write it like 2026-03-01, or leave it out for no limit"
            ),
            (
                "start: 2026-03-02, end: 2026-03-01",
                "1:41: campaigns.a.end: before start; end is the last day"
            ),
            (
                "status: stopped",
                "1:25: campaigns.a.status: \"stopped\" is unknown; write one of active, paused"
            ),
        ])
    func campaignProblems(text: String, message: String) {
        // The channel stands behind, so that columns are easy to count.
        #expect(problems("campaigns: {a: {\(text), channel: x}}") == "c:" + message)
    }

    @Test(
        "says what is wrong with channels and pools",
        arguments: [
            (
                "channels: {a: {aliases: [x]}, b: {aliases: [x]}}",
                "1:45: channels.b.aliases: \"x\" is an alias of \"a\" already; leave one of them out"
            ),
            (
                "channels: {a: {aliases: [b]}, b: {}}",
                "1:26: channels.a.aliases: \"b\" is a channel of its own; leave the alias or that channel out"
            ),
            (
                "channels: {a: {online: 1}}",
                "1:24: channels.a.online: \"1\" is not a truth value; write true or false"
            ),
            (
                "channels: {a: {kind: sale}}",
                "1:22: channels.a.kind: \"sale\" is unknown; did you mean \"sales\"?"
            ),
            (
                "pools: {a: {period: P1D}}",
                "1:12: pools.a: a budget has an amount and a period: {amount: 9000, period: P30D}"
            ),
            (
                "pools: {a: {minimum: 1}}",
                "1:13: pools.a: unknown key \"minimum\"; write one of amount, period, target"
            ),
            ("campains: {}", "1:1: unknown key \"campains\"; did you mean \"campaigns\"?"),
            (
                "campaigns: {a: {}}",
                "1:16: campaigns.a.channel: missing; name the channel that the campaign uses"
            ),
            (
                "campaigns: {a: 5}",
                "1:16: campaigns.a: \"5\" is not a map; write it like {name: value}, and {} for none"
            ),
            ("campaigns: {\"\": {channel: x}}", "1:13: campaigns: a name has 1 to 128 bytes"),
        ])
    func otherProblems(text: String, message: String) { #expect(problems(text) == "c:" + message) }

    private func problems(_ text: String) -> String {
        do throws(Problems) {
            _ = try parse(text)
            return ""
        } catch { return error.description }
    }

    @Test("one campaign is read from the topic's JSON, aliases replaced")
    func record() throws {
        let campaign = try CatalogueReader.campaign(
            json: Array(#"{"channel": "e-mail", "status": "paused"}"#.utf8), aliases: ["e-mail": "email"])
        #expect(campaign.channel == "email" && campaign.isPaused)
    }

    @Test(
        "a record that is no campaign says why",
        arguments: [
            ("{\"channel\": \"x\", \"tem\": 1}", "record:1:18: unknown key \"tem\"; did you mean \"team\"?"),
            ("{\"channel\": 5}", "record:1:13: channel: \"5\" is not text; write \"5\" in quotes"),
            ("{}", "record:1:1: channel: missing; name the channel that the campaign uses"),
            ("channel: x", "record:1:1: not JSON: a value was expected"),
            ("[]", "record:1:1: a list is not a map; write it like {name: value}, and {} for none"),
        ])
    func badRecord(text: String, message: String) {
        do throws(Problems) {
            _ = try CatalogueReader.campaign(json: Array(text.utf8), aliases: [:])
            Issue.record("this is a campaign")
        } catch { #expect(error.description == message) }
    }
}
