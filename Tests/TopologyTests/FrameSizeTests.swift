import Events
import Streaming
import Testing
import Topology

@Suite("How large frames become")
struct FrameSizeTests {
    /// What a frame may have, and far from what Kafka takes.
    private static let most = 3 << 20

    /// Events that have nothing in common, each with names as long as they may be.
    private func feed(_ count: Int) -> [Feed] {
        func name(_ number: Int, _ kind: String) -> String {
            "\(kind)\(number)" + String(repeating: "n", count: 240)
        }
        let lines = (0..<count).map { number in
            record(
                "e\(number)", at: Milliseconds(number), anonymous: "a\(number % 50)",
                #""campaign_id":"\#(name(number, "c").prefix(128))","touchpoint":"\#(name(number, "t"))","#
                    + #""segment":"\#(name(number, "s"))""#)
        }
        // The last of each visitor links them, so that what is known of them goes on to the next stage.
        let links = (0..<50).map { number in
            record(
                "l\(number)", at: Milliseconds(count + number), customer: "k\(number)",
                anonymous: "a\(number)")
        }
        return [Feed(.clicks, lines + links)]
    }

    @Test("many events make several frames, and the same figures as few at a time")
    func split() throws {
        // All in one frame and one step, if nobody looked at sizes.
        var large = Rig(settings(1, 1), Rig.Transport(batch: .max))
        try large.run(feed(6_000))
        var small = Rig(settings(1, 1), Rig.Transport(batch: 100, limit: 100))
        try small.run(feed(6_000))
        #expect(large.records == small.records && large.records.count > 100)
        #expect(large.tally == small.tally)
        #expect(small.largestFrame < Self.most)
        // Ingest is sealed by whoever drives it; the frames behind it split by themselves.
        #expect(large.frameCount > 6, "\(large.frameCount)")
    }

    @Test("an ingest task says when its frames are large enough")
    func full() {
        var task = IngestTask(stream: .clicks, partition: 0, sources: [], settings: settings(1, 1))
        var outbox = Outbox()
        var (sealed, offset) = (0, Int64(0))
        for line in feed(6_000)[0].lines {
            _ = task.take(line, offset: offset, partition: 0)
            offset += 1
            guard task.isFull else { continue }
            task.seal(into: &outbox)
            sealed += 1
            let isStillFull = task.isFull
            #expect(!isStillFull)
        }
        task.seal(into: &outbox)
        #expect(sealed > 2)
        #expect(outbox.frames.allSatisfy { $0.bytes.count < Self.most })
    }
}
