import Events
import Testing

@testable import Operations

@Suite("How often lines are logged")
struct LogRateTests {
    private let probe = LogProbe()

    private func dead(_ count: Int, stream: Int = 0) {
        probe.log(.deadLetters, .code(.jsonSyntax), .stream(stream == 0 ? .clicks : .beacons), .count(count))
    }

    /// What the lines say after the fields of dead letters.
    private func ends() -> [String] {
        probe.lines().compactMap { $0.split(separator: #""count":"#).last.map(String.init) }
    }

    @Test("the same line is shown once in ten seconds, and then says how many were not")
    func limited() {
        dead(1)
        dead(2)
        probe.clock.now += 9_999
        dead(3)
        probe.clock.now += 1
        dead(4)
        dead(5)
        probe.clock.now += 10_000
        dead(6)
        probe.clock.now += 10_000
        dead(7)
        #expect(ends() == ["1}", #"4,"suppressed":2}"#, #"6,"suppressed":1}"#, "7}"])
    }

    @Test("a line about something else is another line")
    func keys() {
        dead(1)
        dead(2, stream: 1)
        probe.log(.deadLetters, .code(.notUTF8), .stream(.clicks), .count(3))
        dead(4)
        probe.log(.lateEvents, .stream(.clicks), .count(5))
        #expect(ends() == ["1}", "2}", "3}", "5}"])
    }

    @Test("the clock set back shows the line again")
    func clockSetBack() {
        dead(1)
        dead(2)
        probe.clock.now -= 1
        dead(3)
        #expect(ends() == ["1}", #"3,"suppressed":1}"#])
    }

    @Test("summaries and changes of state are always shown")
    func unlimited() {
        for _ in 0..<3 {
            probe.log(.summary, .in(1))
            probe.log(.assigned, .lane(0))
        }
        #expect(probe.lines().count == 6)
    }

    @Test("beyond 1024 kinds of lines, those of an event share one place until others are over")
    func manyKinds() {
        func logPools(_ range: Range<Int>) -> Int {
            let probe = LogProbe()
            return range.reduce(into: (RateLimit(), 0)) { state, pool in
                let entry = LogEntry(.business, [.pool("\(pool)")], at: probe.clock.now)
                if state.0.admit(entry) != nil { state.1 += 1 }
            }.1
        }
        #expect(logPools(0..<1_024) == 1_024)
        #expect(logPools(0..<1_026) == 1_025)
        #expect(logPools(0..<2_000) == 1_025)
    }

    @Test("kinds that are over make room")
    func room() {
        var limit = RateLimit()
        func entry(_ pool: Int, at time: Int64) -> LogEntry {
            LogEntry(.business, [.pool("\(pool)")], at: time)
        }
        for pool in 0..<1_024 { #expect(limit.admit(entry(pool, at: 0)) == 0) }
        for pool in 1_024..<1_030 { #expect(limit.admit(entry(pool, at: 10_000)) == 0) }
    }

    @Test(
        "a line below the level is not written, an audit line always",
        arguments: [
            (LogLevel.trace, 4), (.debug, 4), (.info, 3), (.notice, 2), (.warning, 2), (.error, 1),
            (.critical, 1),
        ])
    func levels(level: LogLevel, expected: Int) {
        let probe = LogProbe(level: level)
        probe.log(.windowFinal, .lane(0))
        probe.log(.laneStarted, .lane(0))
        probe.log(.commitSlow, .took(1))
        probe.log(.profileErased, .count(1))
        #expect(probe.lines().count == expected)
    }

    @Test("levels are in order")
    func order() {
        #expect(LogLevel.allCases.sorted() == LogLevel.allCases)
    }

    @Test("auto is text on a terminal only")
    func format() {
        let formats: [Deployment.Log.Format] = [.auto, .text, .json]
        #expect(formats.map { $0.isText(onTerminal: true) } == [true, true, false])
        #expect(formats.map { $0.isText(onTerminal: false) } == [false, true, false])
    }
}
