import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Operations

@Suite("The log never stalls the work")
struct LogQueueTests {
    @Test("lines without a place are counted on the next one")
    func full() {
        var backlog = LogBacklog()
        func add() { backlog.add(LogEntry(.laneStarted, [.lane(0)], at: 0)) }
        for _ in 0..<LogBacklog.capacity { add() }
        #expect(backlog.dropped == 0)
        for _ in 0..<3 { add() }
        #expect(backlog.dropped == 3)
        backlog.removeFirst(isWritten: true)
        add()
        #expect(backlog.dropped == 0)
        var losses: [Int] = []
        while let entry = backlog.first {
            losses.append(entry.dropped)
            backlog.removeFirst(isWritten: true)
        }
        #expect(losses.count == LogBacklog.capacity)
        #expect(losses.last == 3 && losses.dropLast().allSatisfy { $0 == 0 })
    }

    @Test("a line that found no place is not a shown one to the rate limit")
    func fullAndLimited() {
        var backlog = LogBacklog()
        for _ in 0..<LogBacklog.capacity { backlog.add(LogEntry(.laneStarted, [.lane(0)], at: 0)) }
        backlog.add(LogEntry(.commitSlow, [.took(1)], at: 0))
        backlog.removeFirst(isWritten: true)
        backlog.add(LogEntry(.commitSlow, [.took(2)], at: 1))
        while backlog.first?.event.name == "lane_started" { backlog.removeFirst(isWritten: true) }
        #expect(backlog.first?.fields == [.took(2)])
        #expect(backlog.first?.suppressed == 0 && backlog.first?.dropped == 1)
    }

    @Test("lines that cannot be written are lost and counted, with the count that they carried")
    func closedOutput() {
        let probe = LogProbe()
        for _ in 0..<3 { probe.log(.laneStarted, .lane(0)) }
        probe.write(LogPrinter(.json, to: LogSink { _ in 0 }))
        probe.log(.laneStarted, .lane(1))
        probe.write(LogPrinter(.json, to: LogSink { _ in 0 }))
        probe.log(.laneStarted, .lane(2))
        #expect(probe.lines().map { $0.hasSuffix(#""lane":2,"log_dropped":4}"#) } == [true])
    }

    @Test("after half a line the next begins on a line of its own")
    func halfLine() {
        let probe = LogProbe()
        let tape = LogTape()
        let calls = Atomic(0)
        let sink = LogSink { bytes in
            // The disk is full in the middle of the first line, and for all of the second.
            let count = [10, 0][safe: calls.wrappingAdd(1, ordering: .relaxed).oldValue] ?? bytes.count
            tape.write(bytes.prefix(count))
            return count
        }
        for lane in 0..<4 { probe.log(.laneStarted, .lane(lane)) }
        probe.write(LogPrinter(.text(isColoured: false), to: sink))
        #expect(
            tape.text == """
                12:03:04 i
                12:03:04 info     lane_started        lane 2 starts
                12:03:04 info     lane_started        lane 3 starts

                """)
    }

    @Test("an output that blocks stops nobody, and loses what does not fit")
    func blocked() {
        let gate = DispatchSemaphore(value: 0)
        let tape = LogTape()
        let isOpen = Atomic(false)
        let sink = LogSink { bytes in
            if !isOpen.load(ordering: .acquiring) { gate.wait() }
            tape.write(bytes)
            return bytes.count
        }
        let log = Logger(to: sink) { HandClock.noon }
        for lane in 0..<3_000 { log(.laneStarted, .lane(lane)) }
        #expect(!log.flush(0))
        isOpen.store(true, ordering: .releasing)
        gate.signal()
        #expect(log.flush(60_000))
        log(.laneStarted, .lane(3_000))
        #expect(log.flush(60_000))
        #expect(tape.lines.count == LogBacklog.capacity + 1)
        #expect(tape.lines.last?.hasSuffix(#""lane":3000,"log_dropped":1976}"#) == true)
    }

    @Test("a pipe that its reader closed ends nothing")
    func closedPipe() async {
        await #expect(processExitsWith: .exitCode(7)) {
            var ends: [Int32] = [0, 0]
            guard unsafe pipe(&ends) == 0, dup2(ends[1], STDOUT_FILENO) >= 0 else { return }
            close(ends[0])
            let log = Logger(to: .standardOutput) { 0 }
            log(.laneStarted, .lane(0))
            log(.laneStarted, .lane(1))
            if log.flush(60_000) { exit(7) }
        }
    }

    @Test("lines of many threads all arrive, whole and once")
    func threads() {
        let tape = LogTape()
        let log = Logger(isText: true, to: tape.sink) { HandClock.noon }
        DispatchQueue.concurrentPerform(iterations: 4) { lane in
            for _ in 0..<200 { log(.laneStarted, .lane(lane)) }
        }
        #expect(log.flush(60_000))
        for lane in 0..<4 {
            #expect(tape.lines.count { $0.hasSuffix("lane_started        lane \(lane) starts") } == 200)
        }
    }

    @Test("what was logged is written after the logger is gone")
    func gone() {
        let last = DispatchSemaphore(value: 0)
        let tape = LogTape()
        let sink = LogSink { bytes in
            tape.write(bytes)
            if tape.lines.count == 5 { last.signal() }
            return bytes.count
        }
        do {
            let log = Logger(to: sink) { HandClock.noon }
            for lane in 0..<5 { log(.laneStarted, .lane(lane)) }
        }
        #expect(last.wait(timeout: .now() + 60) == .success)
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
