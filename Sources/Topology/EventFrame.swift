package import Events
package import Marketing
package import Streaming

/// A visitor's record on its way to a customer: few events have one, and all others pass only a pointer's room.
package final class CarriedRecord: Sendable {
    package let profile: StoredProfile

    package init(_ profile: StoredProfile) { self.profile = profile }
}

/// The events that one task sends to one partition of the next stage, until the frame is sealed.
package struct EventFrameBuilder: Sendable {
    /// Stands before an event: what goes with it.
    enum Mark {
        /// A visitor's record, before it.
        static let record: UInt8 = 1
        /// What an order consists of, behind it.
        static let lines: UInt8 = 2
    }

    private var names = FrameNames()
    private var body: [UInt8] = []
    private var base: CompactEvent.Base?

    package init() {}

    var isEmpty: Bool { body.isEmpty }
    /// Whether the frame is large enough to be sealed: names have up to 256 bytes.
    var isFull: Bool { body.count >= FrameSize.bytes || names.count >= FrameSize.names }

    /// Appends an event.
    ///
    /// - Parameters:
    ///   - event: the event.
    ///   - record: a visitor's, at its first link.
    ///   - lines: what an order consists of.
    package mutating func append(
        _ event: Event, record: CarriedRecord? = nil, lines: ArraySlice<OrderLine> = []
    ) {
        let base = base ?? CompactEvent.Base(time: event.time, offset: event.offset)
        self.base = base
        event.forEachString { names.number($0) }
        body.append((record == nil ? 0 : Mark.record) | (lines.isEmpty ? 0 : Mark.lines))
        record?.profile.encode(to: &body, names: &names)
        CompactEvent.append(event, base: base, numbers: names.numbers, to: &body)
        guard !lines.isEmpty else { return }
        body.appendVarint(UInt64(lines.count))
        for line in lines {
            body.appendVarint(UInt64(names.number(line.category)))
            body.appendSigned(line.units)
            body.appendWide(line.value)
        }
    }

    /// The frame's payload; the builder is empty afterwards.
    package mutating func takePayload(names table: StringTable) -> [UInt8] {
        guard let base else { return [] }
        var payload: [UInt8] = []
        payload.reserveCapacity(body.count + 256)
        payload.appendSigned(base.time)
        payload.appendSigned(base.offset)
        names.write(table, to: &payload)
        payload.append(contentsOf: body)
        names.removeAll()
        body.removeAll(keepingCapacity: true)
        self.base = nil
        return payload
    }
}

/// Reads the payload of an event frame.
package enum EventFrameReader {
    /// No order is worth more, and no sum of such overflows: a record has fewer than 2^22 items, each of at most
    /// 10^18 millionths times 10^6.
    private static let largestValue: Int128 = 1 << 104

    package static func read(
        _ reader: ByteReader, names: inout StringTable,
        _ body: (inout Event, CarriedRecord?, [OrderLine]) -> Void
    ) throws(FrameError) {
        var reader = reader
        guard !reader.isAtEnd else { return }
        let base = CompactEvent.Base(time: reader.signed(), offset: reader.signed())
        let map = FrameNames.read(&reader, into: &names)
        guard !reader.isBroken else { throw .damaged }
        var event = Event()
        var lines: [OrderLine] = []
        let (bytes, end) = (reader.bytes, reader.end)
        while !reader.isAtEnd {
            let mark = reader.byte()
            guard mark & ~(EventFrameBuilder.Mark.record | EventFrameBuilder.Mark.lines) == 0
            else { throw .damaged }
            var record: CarriedRecord?
            if mark & EventFrameBuilder.Mark.record != 0 {
                guard let profile = StoredProfile(from: &reader, names: map) else { throw .damaged }
                record = CarriedRecord(profile)
            }
            var position = reader.position
            let rest = bytes.span.extracting(first: end)
            guard CompactEvent.decode(rest, at: &position, base: base, names: map, into: &event) else {
                throw .damaged
            }
            let length = position - reader.position
            _ = reader.skip(length)
            lines.removeAll(keepingCapacity: true)
            if mark & EventFrameBuilder.Mark.lines != 0 { try read(&reader, names: map, into: &lines) }
            body(&event, record, lines)
        }
    }

    private static func read(
        _ reader: inout ByteReader, names: [StringID], into lines: inout [OrderLine]
    ) throws(FrameError) {
        for _ in 0..<reader.count() {
            let (name, units, value) = (reader.varint(), reader.signed(), reader.wide())
            guard !reader.isBroken, name > 0, name < names.count, units >= 0, units < 1 << 44,
                value.magnitude < largestValue
            else { throw .damaged }
            lines.append(OrderLine(category: names[Int(name)], units: units, value: value))
        }
        guard !reader.isBroken else { throw .damaged }
    }
}
