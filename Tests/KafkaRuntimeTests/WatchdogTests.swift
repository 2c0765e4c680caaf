import Kafka
import Streaming
import Testing

@testable import KafkaRuntime

@Suite("The watchdog")
struct WatchdogTests {
    private static let source = TopicPartition("clicks", 3)
    private static let minute: Milliseconds = 60_000

    private func look(
        _ lane: Int = 0, _ phase: LanePhase = .polling, since: Milliseconds, reached: Int64? = nil
    ) -> Watchdog.Look {
        Watchdog.Look(
            lane: lane, phase: phase, since: since, reached: reached.map { [Self.source: $0] } ?? [:])
    }

    @Test("a lane that does not come back is told after a minute, and ends the process after six")
    func hangs() {
        var dog = Watchdog()
        func judge(_ now: Milliseconds) -> [Watchdog.Verdict] {
            dog.judge([look(1, .committing, since: 1_000), look(2, since: now)], ends: [:], now: now)
        }
        #expect(judge(60_999) == [])
        #expect(judge(61_000) == [.stalled(lane: 1, .committing, at: nil, milliseconds: 60_000)])
        // Its thread cannot be stopped: new clients would have nobody to use them.
        #expect(judge(200_000) == [.stalled(lane: 1, .committing, at: nil, milliseconds: 199_000)])
        #expect(judge(361_000) == [.giveUp(lane: 1, .committing, milliseconds: 360_000)])
    }

    @Test("records that are there and not worked off: told, new clients, the end")
    func stands() {
        var dog = Watchdog()
        func judge(_ now: Milliseconds, reached: Int64 = 5) -> [Watchdog.Verdict] {
            dog.judge([look(since: now, reached: reached)], ends: [Self.source: 9], now: now)
        }
        func stalled(_ time: Milliseconds) -> Watchdog.Verdict {
            .stalled(lane: 0, .polling, at: Self.source, milliseconds: time)
        }
        #expect(judge(0) == [])
        #expect(judge(59_999) == [])
        #expect(judge(60_000) == [stalled(60_000)])
        #expect(judge(180_000) == [stalled(180_000), .restart(lane: 0)])
        #expect(judge(190_000) == [stalled(190_000)], "new clients once")
        #expect(judge(360_000) == [.giveUp(lane: 0, .polling, milliseconds: 360_000)])
    }

    @Test("whoever gets on is not stalled, however slow, and begins anew with all patience")
    func getsOn() {
        var dog = Watchdog()
        for step in 0..<100 {
            let now = Milliseconds(step) * 50_000
            let looks = [look(since: now, reached: Int64(step))]
            #expect(dog.judge(looks, ends: [Self.source: 1_000], now: now) == [])
        }
        func judge(_ seconds: Milliseconds, _ reached: Int64) -> [Watchdog.Verdict] {
            let now = 5_000_000 + seconds * 1_000
            return dog.judge([look(since: now, reached: reached)], ends: [Self.source: 1_000], now: now)
        }
        _ = judge(0, 100)
        #expect(judge(180, 100).contains(.restart(lane: 0)))
        #expect(judge(200, 101) == [])
        #expect(judge(379, 101).count == 1)
        #expect(judge(380, 101).contains(.restart(lane: 0)))
    }

    @Test("at the end of its sources, without sources, or where no end is known, nobody is stalled")
    func nothingToDo() {
        var dog = Watchdog()
        for minute in 0..<Milliseconds(20) {
            let now = minute * Self.minute
            #expect(dog.judge([look(since: now, reached: 9)], ends: [Self.source: 9], now: now) == [])
            #expect(dog.judge([look(1, since: now)], ends: [Self.source: 9], now: now) == [])
            #expect(dog.judge([look(2, since: now, reached: 1)], ends: [:], now: now) == [])
        }
        // Brokers that were away do not count as time in which it stood still.
        let now = 20 * Self.minute
        #expect(dog.judge([look(2, since: now, reached: 1)], ends: [Self.source: 9], now: now) == [])
    }
}
