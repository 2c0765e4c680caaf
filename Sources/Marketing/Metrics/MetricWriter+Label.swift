public import Streaming

/// What Kafka needs to know of a `metrics` record besides its value (SPEC 6).
extension MetricWriter {
    /// The record's key, `pool|dimension|key`.
    public func key(of cell: UInt32, in table: CellTable, names: StringTable) -> [UInt8] {
        let about = table.cells[Int(cell)]
        var key: [UInt8] = []
        key.appendPart(names[about.pool])
        key.append(UInt8(ascii: "|"))
        key.append(contentsOf: about.dimension.name.utf8)
        key.append(UInt8(ascii: "|"))
        key.appendPart(names[about.key])
        return key
    }

    /// The hash of what the record is about: a consumer that sees it twice has seen the record twice.
    ///
    /// - Parameters:
    ///   - key: the record's key.
    ///   - window: its window.
    ///   - released: up to when everything is in it; tells early records of a window apart.
    /// - Returns: the hash.
    public func id(ofKey key: [UInt8], window: WindowSpan, released: Milliseconds) -> UInt64 {
        var about: [UInt8] = []
        about.appendVarint(UInt64(key.count))
        about.append(contentsOf: key)
        for value in [window.size, window.start, window.end] { about.appendSigned(value) }
        about.append(window.isFinal ? 1 : 0)
        if !window.isFinal { about.appendSigned(released) }
        return XXHash.hash64(about.span)
    }
}

extension [UInt8] {
    /// Appends a part of a key: what separates parts is percent-encoded.
    mutating func appendPart(_ part: ArraySlice<UInt8>) {
        for byte in part {
            switch byte {
            case UInt8(ascii: "%"): append("%25")
            case UInt8(ascii: "|"): append("%7C")
            case UInt8(ascii: "/"): append("%2F")
            case UInt8(ascii: ">"): append("%3E")
            default: append(byte)
            }
        }
    }
}
