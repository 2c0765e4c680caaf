import Testing

@testable import KafkaRuntime

@Suite("What weir.config remembers")
struct ConfigurationRecordTests {
    private static func record(_ text: String, digest: UInt64 = 1) -> ConfigurationRecord {
        ConfigurationRecord(digest: digest, former: nil, profiles: 16, pools: 4, text: Array(text.utf8))
    }

    @Test("a configuration comes back as it was", arguments: [nil, 0, 7, UInt64.max])
    func roundTrip(former: UInt64?) throws {
        for text in ["", "lateness 30000\n", "a\nb\u{0}c\n\n"] {
            let record = ConfigurationRecord(
                digest: 0xFEDC_BA98_7654_3210, former: former, profiles: 1, pools: 4_096,
                text: Array(text.utf8))
            let read = try #require(ConfigurationRecord(record.bytes))
            #expect(read.digest == record.digest && read.former == former)
            #expect(read.profiles == 1 && read.pools == 4_096 && read.text == record.text)
        }
    }

    @Test("one that is cut off is none")
    func cutOff() {
        let bytes = ConfigurationRecord(digest: 1, former: 2, profiles: 300, pools: 4, text: []).bytes
        for length in 0..<bytes.count {
            #expect(ConfigurationRecord(Array(bytes[..<length])) == nil, "\(length) bytes")
        }
    }

    @Test("a mark of an instance comes back, and neither is taken for the other")
    func marks() throws {
        for isRunning in [true, false] {
            for instance in ["", "worker-1", "käufer"] {
                let mark = RunMark(instance: instance, isRunning: isRunning)
                #expect(RunMark(mark.bytes) == mark)
                #expect(ConfigurationRecord(mark.bytes) == nil)
            }
        }
        #expect(RunMark(Self.record("a 1\n").bytes) == nil)
        #expect(RunMark([]) == nil && RunMark([2]) == nil && RunMark([3, 1]) == nil)
    }

    @Test("changes name every line that is another, first as it was, then as it is")
    func changes() {
        let old = Self.record("currency EUR\nlateness 30000\nrates USD 0.92\n")
        #expect(old.changes(to: old) == [])
        let changed = Self.record("currency EUR\nlateness 60000\nrates USD 0.92\nrates GBP 1.17\n")
        #expect(old.changes(to: changed) == ["- lateness 30000", "+ lateness 60000", "+ rates GBP 1.17"])
        #expect(changed.changes(to: old) == ["- lateness 60000", "- rates GBP 1.17", "+ lateness 30000"])
        #expect(old.changes(to: Self.record("")).count == 3)
    }
}
