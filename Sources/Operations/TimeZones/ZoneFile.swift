internal import Streaming

/// A compiled time zone (TZif, RFC 8536) of the system's tzdata.
struct ZoneFile {
    /// Instants at which the offset changes, in seconds since 1970, and the offset in seconds from then on.
    private(set) var changes: [(at: Int, offset: Int)] = []
    /// The offset before the first change, in seconds.
    private(set) var initialOffset = 0
    /// The rule after the last change.
    private(set) var footer = ""

    private let bytes: [UInt8]
    private var index = 0

    /// Reads a file of version 2 or later; nil where it is none.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard let first = readHeader(), first.version >= UInt8(ascii: "2") else { return nil }
        index += first.size(timeBytes: 4)
        guard let header = readHeader(), readBody(header) else { return nil }
        guard index < bytes.count, bytes[index] == 0x0A else { return nil }
        let text = bytes[(index + 1)...]
        guard let end = text.firstIndex(of: 0x0A) else { return nil }
        footer = String(decoding: text[..<end], as: UTF8.self)
    }

    private struct Header {
        var version: UInt8
        var counts: [Int]

        var leaps: Int { counts[2] }
        var times: Int { counts[3] }
        var types: Int { counts[4] }

        func size(timeBytes: Int) -> Int {
            let (universal, standard, letters) = (counts[0], counts[1], counts[5])
            return times * (timeBytes + 1) + types * 6 + letters + leaps * (timeBytes + 4) + standard
                + universal
        }
    }

    private mutating func readHeader() -> Header? {
        guard index + 44 <= bytes.count, bytes[index..<index + 4].elementsEqual("TZif".utf8) else {
            return nil
        }
        let version = bytes[index + 4]
        index += 20
        let counts = (0..<6).map { _ in integer(bytes: 4) }
        let header = Header(version: version, counts: counts)
        let isSmall = counts.allSatisfy { (0...1 << 20).contains($0) }
        return isSmall && header.types > 0 ? header : nil
    }

    private mutating func readBody(_ header: Header) -> Bool {
        let end = index + header.size(timeBytes: 8)
        guard end <= bytes.count else { return false }
        let times = (0..<header.times).map { _ in integer(bytes: 8) }
        let types = (0..<header.times).map { _ in integer(bytes: 1) }
        let offsets = (0..<header.types).map { _ in
            let offset = integer(bytes: 4)
            index += 2
            return offset
        }
        guard types.allSatisfy({ (0..<offsets.count).contains($0) }), times == times.sorted() else {
            return false
        }
        initialOffset = offsets[0]
        changes = zip(times, types).map { ($0, offsets[$1]) }
        index = end
        return true
    }

    /// A big-endian number; of one byte unsigned, else two's complement.
    private mutating func integer(bytes count: Int) -> Int {
        var value: UInt64 = 0
        for _ in 0..<count {
            value = value << 8 | UInt64(bytes[index])
            index += 1
        }
        switch count {
        case 1: return Int(value)
        case 4: return Int(Int32(truncatingIfNeeded: value))
        default: return Int(Int64(truncatingIfNeeded: value))
        }
    }
}
