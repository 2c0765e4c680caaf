import Foundation
import Streaming
import Testing

@testable import weir

@Suite("weir check: what the events are")
struct CheckContentTests {
    private static func click(_ id: Int, _ time: String, _ members: String = "") -> String {
        #"{"event_id":"\#(id)","event_time":"\#(time)"\#(members)}"#
    }

    @Test("time, order, ids and repetitions")
    func contents() throws {
        let lines = [
            Self.click(1, "2026-03-01T10:00:00Z", #","customer_id":"ann@example.com","anonymous_id":"a""#),
            Self.click(2, "2026-03-02T10:00:30Z", #","anonymous_id":"b""#),
            Self.click(3, "2026-03-02T10:00:00Z", #","customer_id":"guest""#),
            Self.click(4, "2026-03-02T09:59:59.999Z", #","customer_id":"bob""#),
            Self.click(4, "2026-03-02T10:00:30Z", #","customer_id":"bob""#),
            Self.click(5, "2026-03-02T10:00:30Z", #","action":"cost","campaign_id":"c","cost":1"#),
            Self.click(6, "2026-03-02T10:00:30Z", #","action":"exposure""#),
        ]
        let file = try Scratch(lines.joined(separator: "\n"))
        let output = WeirCall("check", file.path).output
        #expect(output.contains("time   2026-03-01T10:00:00Z to 2026-03-02T10:00:30Z, 1.00 days"))
        #expect(output.contains("order  1 event more than 30 s behind"))
        #expect(
            output.contains("ids    customer 60.00 %, anonymous 40.00 %, both 20.00 % (these link the two), ")
        )
        #expect(output.contains("none 20.00 %\n         33.33 % of the customer ids are addresses"))
        #expect(output.contains("twice  1 event_id: "))
        #expect(output.hasSuffix("--out out") && output.contains("7 lines, 100 % of them events"))
        let relaxed = WeirCall("check", file.path, "--lateness", "1h").output
        #expect(!relaxed.contains("  order  "))
    }

    @Test("an order that comes as several lines is a repetition, its refund is none")
    func orders() throws {
        let lines = (1...4).map { id in
            Self.click(id, "2026-03-01T10:00:00Z", #","order_id":"o","value":5"#)
                .replacing("}", with: id == 4 ? #","kind":"refund"}"# : "}")
        }
        let file = try Scratch(lines.joined(separator: "\n"))
        #expect(WeirCall("check", file.path).output.contains("twice  0 event_ids, 2 order_ids: "))
    }

    @Test("which part of those that buy also click")
    func meeting() throws {
        let clicks = try Scratch(
            (0..<4).map {
                Self.click($0, "2026-03-01T09:00:00Z", #","action":"view","customer_id":"c\#($0)""#)
            }.joined(separator: "\n"))
        let orders = try Scratch(
            (2..<10).map {
                Self.click(
                    $0, "2026-03-01T10:00:00Z", #","order_id":"o\#($0)","value":1,"customer_id":"c\#($0)""#)
            }.joined(separator: "\n"))
        let output = WeirCall("check", clicks.path, orders.path).output
        #expect(output.contains("customer_id  25.00 % of those that buy also click"))
        #expect(!output.contains("anonymous_id  "))
        let json = WeirCall("check", "--json", clicks.path, orders.path).output
        #expect(json.contains(#""meeting":{"customer_id":0.25}"#))
    }

    @Test("hashes are remembered for at least as long as promised, and not for ever")
    func recent() {
        var hashes = RecentHashes(most: 1_000)
        func known(_ range: Range<UInt64>) -> Int { range.count { hashes.insert($0) } }
        #expect(known(1..<2_000) == 0)
        #expect(known(1..<2_000) == 1_999 && !hashes.hasForgotten)
        #expect(known(2_000..<2_001) == 0 && hashes.hasForgotten)
        #expect(known(1_001..<2_001) == 1_000)
        #expect(known(7..<8) == 0)
    }

    @Test("samples of ids say which part two streams share, however many ids there are")
    func samples() throws {
        var generator = Seeded(state: 17)
        let ids = (0..<40_000).map { _ in Hash128(high: generator.next(), low: generator.next()) }
        var (buyers, seen) = (IDSample(most: 1_000), IDSample(most: 1_000))
        for id in ids[..<20_000] { seen.insert(id) }
        for id in ids[15_000...] { buyers.insert(id) }
        let share = try #require(buyers.share(in: seen))
        #expect(abs(share - 0.2) < 0.06, "\(share)")
        #expect(IDSample().share(in: seen) == nil)
    }

    @Test("members are found in whatever is valid JSON, and nothing traps on what is not")
    func members() {
        let text = #" { "a\"b" : "}{,\\" , "c":[1,{"d":"]"}],"e":{"f":{}} ,"g":-1.5e3,"h":null}"#
        var list = MemberList()
        let bytes = Array(text.utf8)
        list.read(bytes.span)
        let found = list.all.map { member in
            [member.name, member.value].map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        #expect(
            found == [
                [#"a\"b"#, #""}{,\\""#], ["c", #"[1,{"d":"]"}]"#], ["e", #"{"f":{}}"#], ["g", "-1.5e3"],
                ["h", "null"],
            ])
        for end in bytes.indices {
            let cut = Array(bytes[..<end])
            list.read(cut.span)
            #expect(list.all.count <= 5)
        }
    }
}

/// SplitMix64.
private struct Seeded {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
