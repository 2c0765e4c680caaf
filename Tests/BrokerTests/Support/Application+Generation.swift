import Foundation
import Kafka

extension Application {
    /// The generations of the group that the broker has written down, in their order: a number for each change of
    /// a member, the same one where nothing was assigned anew.
    func generations() throws -> [Int32] {
        try readCommitted("__consumer_offsets").compactMap { record in
            var key = GroupBytes(record.key)
            // 2 is the key of a group; 0 and 1 are those of offsets.
            guard key.int16() == 2, key.text() == name else { return nil }
            var value = GroupBytes(record.value)
            guard value.int16() != nil, value.text() == "consumer" else { return nil }
            return value.int32()
        }
    }
}

/// What a broker has written, from its beginning.
private struct GroupBytes {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    private mutating func integer(_ size: Int) -> Int? {
        guard rest.count >= size else { return nil }
        defer { rest = rest.dropFirst(size) }
        return rest.prefix(size).reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func int16() -> Int16? { integer(2).map { Int16(truncatingIfNeeded: $0) } }
    mutating func int32() -> Int32? { integer(4).map { Int32(truncatingIfNeeded: $0) } }

    mutating func text() -> String? {
        guard let size = int16(), size >= 0, rest.count >= Int(size) else { return nil }
        defer { rest = rest.dropFirst(Int(size)) }
        return String(decoding: rest.prefix(Int(size)), as: UTF8.self)
    }
}
