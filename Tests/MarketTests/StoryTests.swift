import Foundation
import Market
import Streaming
import Testing

@Suite("The story")
struct StoryTests {
    @Test("the catalogue is JSON and lists every campaign in events but the forgotten one")
    func catalogue() throws {
        let options = MarketOptions.clean()
        let tree = try JSONSerialization.jsonObject(with: Data(options.catalogueText.utf8)) as? [String: Any]
        let campaigns = try #require(tree?["campaigns"] as? [String: Any])
        let channels = try #require(tree?["channels"] as? [String: Any])
        #expect((tree?["pools"] as? [String: Any])?.count == options.pools)
        for campaign in campaigns.values {
            let channel = try #require((campaign as? [String: Any])?["channel"] as? String)
            #expect(channels[channel] != nil)
        }
        let printed = try Printed(options)
        let named = Set(printed.records(.clicks).compactMap { $0["campaign_id"] })
        #expect(named.subtracting(campaigns.keys) == ["acme-old-banner"])
        #expect(Set(campaigns.keys).isSubset(of: named))
    }

    @Test("the search for the brand's name harvests: far more last clicks than first ones")
    func harvest() throws {
        var clicks: [String: [String]] = [:]
        var first: [String: Int] = [:]
        var last: [String: Int] = [:]
        let printed = try Printed(.clean(events: 80_000, profiles: 4_000))
        let records = (printed.records(.clicks) + printed.records(.purchases))
            .sorted { ($0.time ?? 0) < ($1.time ?? 0) }
        for record in records {
            guard let person = record["anonymous_id"] else { continue }
            if record["action"] == "click", let campaign = record["campaign_id"] {
                clicks[person, default: []].append(campaign)
            } else if record["order_id"] != nil, record["kind"] == nil {
                let path = clicks.removeValue(forKey: person) ?? []
                if let campaign = path.first { first[campaign, default: 0] += 1 }
                if let campaign = path.last { last[campaign, default: 0] += 1 }
            }
        }
        let brand = "acme-search-brand"
        let generic = "acme-search-generic"
        #expect(last[brand, default: 0] > 3 * last[generic, default: 0])
        #expect(first[generic, default: 0] * 2 > 3 * last[generic, default: 0])
    }

    @Test("the newsletter drives most people away")
    func newsletter() throws {
        let answers = try Printed(.clean(events: 40_000)).records(.unsubscribes)
            .filter { $0["kind"] != "resubscribe" }.compactMap { $0["campaign_id"] }
        let newsletter = answers.filter { $0.hasSuffix("newsletter") }
        #expect(answers.count > 50)
        #expect(newsletter.count * 4 > answers.count * 3)
    }

    /// The options of the command in config/sample/README.md.
    @Test("the sample is what its options make, byte for byte")
    func sample() throws {
        var options = MarketOptions()
        (options.seed, options.profiles, options.events) = (231, 360, 4_500)
        (options.late, options.broken) = (0.004, 0.002)
        let printed = try Printed(options)
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let directory = package.appending(path: "config/sample")
        func file(_ name: String) throws -> Data { try Data(contentsOf: directory.appending(path: name)) }
        for stream in MarketStream.allCases {
            #expect(try file("\(stream.name).jsonl") == Data(printed.files[Int(stream.rawValue)]))
        }
        #expect(try file("campaigns.json") == Data(options.catalogueText.utf8))
        #expect(try file("weir.yaml") == Data(options.configText.utf8))
    }
}
