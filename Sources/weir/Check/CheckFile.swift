internal import Events
internal import ReplayRuntime
internal import Streaming

/// A file whose first lines can be looked at before it is known what they are.
struct CheckFile: ~Copyable {
    /// How much is read ahead.
    private static let aheadLines = 200
    private static let aheadBytes = 1 << 20

    private var file: LineFile
    /// Lines that were read ahead, each followed by what the parser wants to read.
    private var ahead: [[UInt8]] = []
    private var number = 0

    init(path: String) throws(ReplayError) { file = try LineFile(path: path) }

    /// The part of the file that was read, where that is known.
    var progress: Double? { file.progress }

    /// The streams' points by the first lines.
    mutating func guess() throws(ReplayError) -> StreamGuess {
        var guess = StreamGuess(path: file.path)
        var members = MemberList()
        var bytes = 0
        while ahead.count < Self.aheadLines, bytes < Self.aheadBytes {
            guard let line = unsafe try file.next() else { break }
            let copy = unsafe Array(line)
            bytes += copy.count
            members.read(copy.span)
            for member in members.all {
                guess.note(String(decoding: copy[member.name], as: UTF8.self))
            }
            guess.noteLine()
            ahead.append(copy + Array(repeating: 0, count: Record.padding))
        }
        return guess
    }

    /// Has up to `limit` lines looked at; tells how many, 0 at the end.
    mutating func read(into check: inout LineCheck, limit: Int) throws(ReplayError) -> Int {
        var count = 0
        for line in ahead {
            number += 1
            count += 1
            unsafe line.withUnsafeBytes { bytes in
                unsafe Self.take(
                    UnsafeRawBufferPointer(rebasing: bytes[..<(line.count - Record.padding)]), number,
                    &check)
            }
        }
        ahead = []
        while count < limit, let line = unsafe try file.next() {
            number += 1
            count += 1
            unsafe Self.take(line, number, &check)
        }
        return count
    }

    /// Empty lines are no records (SPEC 2).
    private static func take(_ line: UnsafeRawBufferPointer, _ number: Int, _ check: inout LineCheck) {
        guard unsafe !line.isEmpty else { return }
        // Safe: the file keeps the line, and the bytes behind it, until the next one is asked for.
        let record = unsafe Record(paddedBytes: line)
        let bytes = unsafe line.assumingMemoryBound(to: UInt8.self)
        unsafe check.take(record, bytes.span, number: number)
    }
}
