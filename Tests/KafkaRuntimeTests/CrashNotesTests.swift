import Foundation
import Glibc
import Streaming
import Testing

@testable import KafkaRuntime

@Suite("Crash notes")
struct CrashNotesTests {
    private static let day: Milliseconds = 1_772_409_600_000
    private let path = FileManager.default.temporaryDirectory
        .appending(path: "weir-notes-\(UUID().uuidString)").path
    private let place = WorkMark.Place(.source(stream: 1, partition: 77), 4_711)

    private func open(at time: Milliseconds = day, lanes: Int = 2) throws -> CrashNotes {
        try CrashNotes(path: path, lanes: lanes, now: time)
    }

    /// A run that traps in a lane's thread while it is at a place.
    private func trap(
        at place: WorkMark.Place?, lane: Int = 1, time: Milliseconds = day, lanes: Int = 2
    ) throws {
        let notes = try open(at: time, lanes: lanes)
        let mark = notes.mark(of: lane)
        if let place { _ = mark.begin(.record, place.channel, at: place.offset) }
        let slot = unsafe notes.slots.first + lane * CrashNotes.FileLayout.slotWords
        unsafe slot[CrashNotes.FileLayout.signal] = UInt64(SIGILL)
    }

    @Test("what a lane trapped at once is suspected, twice is poison")
    func twice() throws {
        defer { _ = unsafe unlink(path) }
        #expect(try open().suspects == [])
        try trap(at: place)
        let once = try open()
        #expect(once.suspects == [.init(place: place, crashes: 1, time: Self.day, isNew: true)])
        #expect(once.poison == [])
        try trap(at: place, lane: 0, time: Self.day + 5)
        let twice = try open(at: Self.day + 6)
        #expect(twice.suspects.map(\.crashes) == [2])
        #expect(twice.poison == [place])
        #expect(twice.mark(of: 0).poison == [place])
        // It stays so as long as nobody ends in good order.
        let again = try open(at: Self.day + 7)
        #expect(again.poison == [place] && again.suspects.map(\.isNew) == [false])
    }

    @Test("a process that was ended while it was at something says nothing of it")
    func ended() throws {
        defer { _ = unsafe unlink(path) }
        _ = try open().mark(of: 0).begin(.record, place.channel, at: place.offset)
        #expect(try open().suspects == [])
    }

    @Test("a trap while nothing was noted says nothing")
    func nothingNoted() throws {
        defer { _ = unsafe unlink(path) }
        try trap(at: nil)
        #expect(try open().suspects == [])
    }

    @Test("places are told apart, and remembered for a day")
    func others() throws {
        defer { _ = unsafe unlink(path) }
        let other = WorkMark.Place(.journeys(3), -1)
        try trap(at: place)
        try trap(at: other, time: Self.day + 1)
        #expect(try open(at: Self.day + 2).suspects.map(\.crashes) == [1, 1])
        // What counts is when the next run found it.
        #expect(try open(at: Self.day + CrashNotes.memory + 1).suspects.map(\.place) == [other])
        #expect(try open(at: Self.day + CrashNotes.memory + 2).suspects == [])
    }

    @Test("an end in good order forgets all of it")
    func forget() throws {
        defer { _ = unsafe unlink(path) }
        try trap(at: place)
        try trap(at: place)
        let notes = try open()
        #expect(notes.poison == [place])
        notes.forget()
        #expect(try open().suspects == [])
    }

    @Test("only so many places are kept, the newest")
    func most() throws {
        defer { _ = unsafe unlink(path) }
        for number in 0..<20 {
            try trap(at: WorkMark.Place(.visitors(number), 0), time: Self.day + Milliseconds(number))
        }
        let kept = try open(at: Self.day + 30).suspects.map(\.place.channel.partition)
        #expect(kept == Array(4..<20))
    }

    @Test("another number of lanes, and a file that is none of ours, are no hindrance")
    func strange() throws {
        defer { _ = unsafe unlink(path) }
        try trap(at: place, lane: 4, lanes: 5)
        #expect(try open(lanes: 1).suspects.map(\.place) == [place])
        try Data(repeating: 0xFF, count: 5_000).write(to: URL(filePath: path))
        #expect(try open().suspects == [])
        try Data("short".utf8).write(to: URL(filePath: path))
        #expect(try open().suspects == [])
    }

    @Test("a file that cannot be made is told with its name")
    func unwritable() {
        let failure = #expect(throws: CrashNotes.Failure.self) {
            try CrashNotes(path: "/proc/none/notes", lanes: 1, now: 0)
        }
        #expect(failure?.path == "/proc/none/notes" && failure?.reason.isEmpty == false)
    }

    @Test("a real trap of a lane's thread is noted, and ends the process as it would have")
    func realTrap() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "weir-trap-\(getpid())").path
        defer { _ = unsafe unlink(file) }
        await #expect(processExitsWith: .signal(SIGILL)) {
            let path = FileManager.default.temporaryDirectory.appending(path: "weir-trap-\(getppid())").path
            let notes = try CrashNotes(path: path, lanes: 3, now: 0)
            CrashSignals.watch(notes)
            OSThread.start {
                CrashSignals.prepareThread()
                notes.adopt(lane: 2)
                let mark = notes.mark(of: 2)
                _ = mark.begin(.event, .source(stream: 2, partition: 9), at: 31)
                let numbers = [Int.max, Int(mark.place?.offset ?? 0)]
                _ = numbers[0] + numbers[1]
            }
            sleep(20)
        }
        let found = try CrashNotes(path: file, lanes: 3, now: 1).suspects
        let place = WorkMark.Place(.source(stream: 2, partition: 9), 31)
        #expect(found == [.init(place: place, crashes: 1, time: 1, isNew: true)])
    }

    @Test("a full stack of a lane's thread is noted, too")
    func fullStack() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "weir-deep-\(getpid())").path
        defer { _ = unsafe unlink(file) }
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            let path = FileManager.default.temporaryDirectory.appending(path: "weir-deep-\(getppid())").path
            let notes = try CrashNotes(path: path, lanes: 1, now: 0)
            CrashSignals.watch(notes)
            OSThread.start {
                CrashSignals.prepareThread()
                notes.adopt(lane: 0)
                _ = notes.mark(of: 0).begin(.stage, .journeys(4), at: -1)
                _ = Deep.depth(Int(getpid()))
            }
            sleep(20)
        }
        let found = try CrashNotes(path: file, lanes: 1, now: 1).suspects
        #expect(found.map(\.place) == [WorkMark.Place(.journeys(4), -1)])
    }
}

/// Calls itself until there is no stack left.
private enum Deep {
    @inline(never)
    static func depth(_ number: Int) -> Int {
        let room = InlineArray<64, Int>(repeating: number)
        return number == 0 ? room[1] : depth(number &+ 1) &+ room[number & 63]
    }
}
