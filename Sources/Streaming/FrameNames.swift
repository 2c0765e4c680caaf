/// The names that one frame uses, numbered by first use: a frame carries its own names, each once.
public struct FrameNames: Sendable {
    /// The frame's number of each of the sender's names; 0 where the frame does not use it (yet).
    public private(set) var numbers: [UInt32] = [0]
    private var used: [StringID] = []

    /// How many there are.
    public var count: Int { used.count }

    /// Makes an empty list.
    public init() {}

    /// The frame's number of a name, from 1; 0 for the absent one.
    @inline(__always)
    @discardableResult
    public mutating func number(_ id: StringID) -> UInt32 {
        guard !id.isAbsent else { return 0 }
        if id.index < numbers.count, numbers[id.index] != 0 { return numbers[id.index] }
        return add(id)
    }

    /// Writes the names, in the order of their numbers.
    public func write(_ names: StringTable, to bytes: inout [UInt8]) {
        bytes.appendVarint(UInt64(used.count))
        for id in used {
            let name = names[id]
            bytes.appendVarint(UInt64(name.count))
            bytes.append(contentsOf: name)
        }
    }

    /// Reads names into the receiver's table.
    ///
    /// - Parameters:
    ///   - reader: stands at the names.
    ///   - names: the receiver's table.
    /// - Returns: the receiver's name of each of the frame's numbers; 0 is the absent one.
    public static func read(_ reader: inout ByteReader, into names: inout StringTable) -> [StringID] {
        var map: [StringID] = [.absent]
        let count = reader.count()
        map.reserveCapacity(count + 1)
        for _ in 0..<count {
            let range = reader.skip(reader.count())
            guard !reader.isBroken else { return map }
            map.append(names.intern(reader.bytes.span.extracting(range)))
        }
        return map
    }

    /// Forgets all names.
    public mutating func removeAll() {
        for id in used { numbers[id.index] = 0 }
        used.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ id: StringID) -> UInt32 {
        if id.index >= numbers.count {
            numbers.append(contentsOf: repeatElement(0, count: id.index + 1 - numbers.count))
        }
        used.append(id)
        numbers[id.index] = UInt32(used.count)
        return UInt32(used.count)
    }
}
