internal import FoundationEssentials
internal import Glibc
internal import Operations
internal import ReplayRuntime

/// The directory that a replay wrote.
struct ResultFiles {
    let directory: String

    /// The whole ledger, in its order, by time.
    func churnEvents() throws(CommandFailure) -> [ChurnRecord] {
        let name = "churn-events.jsonl"
        var file = try open(name)
        var records: [ChurnRecord] = []
        var number = 0
        while let line = unsafe try next(&file) {
            number += 1
            if unsafe !line.isEmpty { records.append(try decode(unsafe Data(line), number, of: name)) }
        }
        return records
    }

    /// Calls `body` with the final records of some dimensions whose windows have a size, in the order of the file.
    ///
    /// - Parameters:
    ///   - dimensions: their names.
    ///   - size: such as `P1D`; nil: one record of every size that there is.
    ///   - body: takes a record.
    /// - Throws: where the file cannot be read, or is none of Weir's.
    func metrics(
        _ dimensions: [String], size: String?, _ body: (ResultRecord) -> Void
    ) throws(CommandFailure) {
        // In a JSON string a quote has a backslash before it, so no key can look like these.
        let marks = dimensions.map { Mark(",\"dimension\":\"\($0)\",") }
        let opening = Mark(",\"window\":{\"size\":\"")
        let closing = Mark("\"")
        let wanted = size.map { Array($0.utf8) }
        var seen: Set<[UInt8]> = []
        let name = "metrics.jsonl"
        var file = try open(name)
        var number = 0
        while let line = unsafe try next(&file) {
            number += 1
            guard marks.contains(where: { unsafe $0.end(in: line) != nil }),
                let start = unsafe opening.end(in: line),
                let end = unsafe closing.end(in: line, from: start)
            else { continue }
            let found = unsafe Array(line[start..<end - 1])
            guard wanted.map({ $0 == found }) ?? seen.insert(found).inserted else { continue }
            let record: ResultRecord = try decode(unsafe Data(line), number, of: name)
            if record.final { body(record) }
        }
    }

    private func decode<Record: Decodable>(
        _ line: Data, _ number: Int, of file: String
    ) throws(CommandFailure) -> Record {
        do { return try JSONDecoder().decode(Record.self, from: line) } catch {
            throw CommandFailure(
                .data, "\(directory)/\(file), line \(number): this is not what weir replay writes",
                advice: "run weir replay again; was it stopped?")
        }
    }

    private func open(_ name: String) throws(CommandFailure) -> LineFile {
        let path = "\(directory)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(
                .io, "\(path) is not there", advice: "name the directory of a replay: weir replay … --out DIR"
            )
        }
        do throws(ReplayError) { return try LineFile(path: path) } catch { throw CommandFailure(error) }
    }

    // Safe: the file keeps the line until the next one is asked for; what is kept of it is copied before.
    private func next(_ file: inout LineFile) throws(CommandFailure) -> UnsafeRawBufferPointer? {
        do throws(ReplayError) { return unsafe try file.next() } catch { throw CommandFailure(error) }
    }
}

/// Bytes to look for: most lines of a large file are none that is asked for, and need not be read as JSON.
private struct Mark {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Where the first occurrence ends.
    func end(in line: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        guard let base = line.baseAddress else { return nil }
        var start = start
        // Safe: both read only bytes of the line: from `start` on, and as many as the mark has where these are there.
        while line.count - start >= bytes.count,
            let place = unsafe memchr(base + start, Int32(bytes[0]), line.count - start - bytes.count + 1)
        {
            start = unsafe UnsafeRawPointer(place) - base
            if unsafe memcmp(place, bytes, bytes.count) == 0 { return start + bytes.count }
            start += 1
        }
        return nil
    }
}

/// What is read of a `metrics` record.
struct ResultRecord: Decodable {
    let pool: String
    let dimension: String
    let key: String
    let window: Window
    let final: Bool
    let currency: String?
    let counts: [String: Amount]?
    /// A null is an amount that is not known; one that is not there is 0.
    let money: [String: Amount?]?

    struct Window: Decodable {
        let size: String
        let start: String
        let end: String
    }
}
