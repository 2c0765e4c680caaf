internal import Events
internal import Streaming
internal import Topology

/// One file as a source partition, with its ingest task.
///
/// A class, so that files can be held in an array; it is entered once per batch.
final class ReplaySource {
    let stream: Stream
    let partition: Int
    private(set) var isAtEnd = false
    private var file: LineFile
    private var task: IngestTask
    private var line: Int64 = 0

    init(
        stream: Stream, partition: Int, path: String, sources: [ChannelID], settings: Settings
    ) throws(ReplayError) {
        self.stream = stream
        self.partition = partition
        file = try LineFile(path: path)
        task = IngestTask(stream: stream, partition: partition, sources: sources, settings: settings)
    }

    var newest: Milliseconds { task.newest }
    var records: Int { task.records }
    var late: Int { task.late }
    var dead: Int { task.dead }
    var bytesRead: Int64 { file.bytesRead }
    /// The file's progress and size on the disk.
    var progress: (part: Double, size: Int64)? {
        guard let part = file.progress, let size = file.size else { return nil }
        return (part, size)
    }

    func deadCount(of code: DeadLetterCode) -> Int { task.deadCount(of: code) }
    func ignoredCount(of field: InputField) -> Int { task.ignoredCount(of: field) }

    /// Reads up to `limit` lines; what is late or no event is appended to the two outputs as lines.
    ///
    /// - Returns: how many lines were read.
    func read(limit: Int, late: inout [UInt8], dead: inout [UInt8]) throws(ReplayError) -> Int {
        let place = Place(stream: stream, partition: partition, file: file.path)
        return try Self.read(
            &file, &task, line: &line, limit: limit, isAtEnd: &isAtEnd, place: place, late: &late, dead: &dead
        )
    }

    /// Seals what was read into frames.
    func seal(into outbox: inout Outbox) { task.seal(into: &outbox, isClosed: isAtEnd) }

    private struct Place {
        let stream: Stream
        let partition: Int
        let file: String
    }

    private static func read(
        _ file: inout LineFile, _ task: inout IngestTask, line: inout Int64, limit: Int, isAtEnd: inout Bool,
        place: Place, late: inout [UInt8], dead: inout [UInt8]
    ) throws(ReplayError) -> Int {
        var count = 0
        while count < limit {
            guard let bytes = unsafe try file.next() else {
                isAtEnd = true
                break
            }
            defer { line += 1 }
            guard unsafe !isBlank(bytes) else { continue }
            count += 1
            var record = unsafe Record(paddedBytes: bytes)
            record.offset = line
            record.partition = UInt32(place.partition)
            switch task.take(record) {
            case .accepted: break
            case .late:
                let aside = setAside(
                    "late", "event_time is further behind the newest event of its partition than lateness",
                    "event_time", place, line)
                unsafe aside.append(bytes, to: &late)
            case .dead(let letter):
                let aside = setAside(letter.code.name, letter.message, letter.field?.name, place, line)
                unsafe aside.append(bytes, to: &dead)
            }
        }
        return count
    }

    private static func setAside(
        _ code: String, _ message: String, _ field: String?, _ place: Place, _ line: Int64
    ) -> SetAside {
        SetAside(
            code: code, message: message, field: field, stream: place.stream,
            file: place.file == "-" ? "stdin" : place.file,
            partition: place.partition, offset: line)
    }

    /// Empty lines are no records (SPEC 2); a line of blanks is one, and broken.
    private static func isBlank(_ line: UnsafeRawBufferPointer) -> Bool { unsafe line.isEmpty }
}
