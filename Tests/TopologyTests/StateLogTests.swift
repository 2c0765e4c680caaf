import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("The state log of a stage of profiles")
struct StateLogTests {
    private static func log(_ seed: UInt64 = 3) throws -> [Outbox.StateFrame] {
        var run = Run(.journeys, try FrameLog(.journeys, seed: seed), seed: seed)
        _ = try run.run()
        return run.stateLog
    }

    private func restore(
        _ stage: StageName = .journeys, settings: Settings = FrameLog.settings(), commit: UInt64
    ) -> ProfileRestore {
        ProfileRestore(stage: stage, partition: 0, settings: settings, commit: commit)
    }

    @Test("is read up to the wanted commit, and no further")
    func upTo() throws {
        let log = try Self.log()
        var one = restore(commit: 1)
        var isDone = false
        for frame in log { isDone = try one.take(frame.bytes) }
        #expect(isDone)
        var same = restore(commit: 1)
        for frame in log where try same.take(frame.bytes) { break }
        let (left, right) = (try one.finish(), try same.finish())
        #expect(left.digest == right.digest && left.profileCount == right.profileCount)
    }

    @Test("without the wanted commit nothing is made of it")
    func missing() throws {
        var restore = restore(commit: 1_000_000)
        for frame in try Self.log() { #expect(try !restore.take(frame.bytes)) }
        #expect(throws: FrameError.self) { try restore.finish() }
    }

    @Test("of another task, or of other numbers of partitions, it is refused")
    func other() throws {
        let log = try Self.log()
        var visitors = restore(.visitors, commit: 1)
        #expect(throws: FrameError.unknownChannel(.journeys(0))) { try visitors.take(log[0].bytes) }
        var settings = FrameLog.settings()
        settings.poolPartitions = 3
        var more = restore(settings: settings, commit: 1)
        #expect(throws: FrameError.otherPartitions(profiles: 1, pools: 1)) {
            for frame in log { _ = try more.take(frame.bytes) }
        }
    }

    @Test("damaged in any way, under a checksum that is right, it throws or reads: it never traps")
    func damaged() throws {
        var random = Seeded(state: 5)
        let log = try Self.log().map { frame in
            let (header, reader) = try Frame.decode(frame.bytes, digest: nil)
            return (header, Array(reader.bytes[reader.position..<reader.end]))
        }
        var refused = 0
        for _ in 0..<1_500 {
            let (header, payload) = log[random.below(log.count)]
            var changed = payload
            for _ in 0...random.below(3) where !changed.isEmpty {
                changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            if random.below(4) == 0 { changed.removeLast(random.below(changed.count)) }
            var restore = restore(commit: UInt64(bitPattern: header.from))
            do throws(FrameError) {
                _ = try restore.take(Frame.encode(header, payload: changed))
                var task = try restore.finish()
                var outbox = Outbox()
                _ = task.digest
                task.advance(into: &outbox)
                task.writeState(commit: 9, into: &outbox)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 300)
    }

    @Test(
        "frames of events and notices, damaged so, are refused or read, too", arguments: [1, 2] as [UInt64])
    func damagedInput(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let log = try FrameLog(.journeys, seed: seed)
        for _ in 0..<60 {
            var task = ProfileTask(stage: .journeys, partition: 0, settings: FrameLog.settings())
            let target = random.below(log.frames.count)
            for (number, frame) in log.frames.enumerated() {
                var bytes = frame
                if number == target {
                    let (header, reader) = try Frame.decode(frame, digest: 0)
                    var payload = Array(reader.bytes[reader.position..<reader.end])
                    guard !payload.isEmpty else { continue }
                    payload[random.below(payload.count)] = UInt8(truncatingIfNeeded: random.next())
                    bytes = Frame.encode(header, payload: payload)
                }
                do throws(FrameError) {
                    try task.receive(bytes, at: Int64(number))
                } catch {
                    break
                }
            }
        }
    }

    @Test("frames stay near their size, however much changes at once")
    func frameSize() throws {
        let settings = settings(1, 1)
        let source = ChannelID.source(stream: 0, partition: 0)
        var ingest = IngestTask(stream: .clicks, partition: 0, sources: [source], settings: settings)
        for number in 0..<8_000 {
            let line = record("\(number)", at: Milliseconds(number), anonymous: "a\(number)")
            _ = ingest.take(line, offset: Int64(number), partition: 0)
        }
        var outbox = Outbox()
        ingest.seal(into: &outbox, isClosed: true)
        var task = ProfileTask(stage: .visitors, partition: 0, settings: settings, keepsLog: true)
        let frame = try #require(outbox.frames.first { $0.stage == .visitors })
        try task.receive(frame.bytes, at: 0)
        task.advance(into: &outbox)
        task.writeState(commit: 1, into: &outbox)
        #expect(outbox.state.count > 2 && outbox.state.allSatisfy { $0.bytes.count < 280_000 })
        #expect(outbox.state.map(\.opensCycle) == [true] + outbox.state.dropFirst().map { _ in false })
        var restore = ProfileRestore(stage: .visitors, partition: 0, settings: settings, commit: 1)
        for frame in outbox.state { _ = try restore.take(frame.bytes) }
        #expect(restore.profileCount == 8_000)
        #expect(try restore.finish().digest == task.digest)
    }
}
