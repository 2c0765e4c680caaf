package import Events
package import Marketing
package import Streaming

/// The events that one task sends to one partition of the next stage, until the frame is sealed.
package struct EventFrameBuilder: Sendable {
    /// Stands before an event: whether a visitor's record goes with it.
    enum Mark: UInt8 {
        case event = 0
        case recordAndEvent = 1
    }

    private var names = FrameNames()
    private var body: [UInt8] = []
    private var base: CompactEvent.Base?

    package init() {}

    var isEmpty: Bool { body.isEmpty }

    /// Appends an event; at a visitor's first link, its record goes before it.
    package mutating func append(_ event: Event, record: StoredProfile? = nil) {
        let base = base ?? CompactEvent.Base(time: event.time, offset: event.offset)
        self.base = base
        event.forEachString { names.number($0) }
        if let record {
            body.append(Mark.recordAndEvent.rawValue)
            record.encode(to: &body, names: &names)
        } else {
            body.append(Mark.event.rawValue)
        }
        CompactEvent.append(event, base: base, numbers: names.numbers, to: &body)
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
    package static func read(
        _ reader: ByteReader, names: inout StringTable, _ body: (inout Event, StoredProfile?) -> Void
    ) throws(FrameError) {
        var reader = reader
        guard !reader.isAtEnd else { return }
        let base = CompactEvent.Base(time: reader.signed(), offset: reader.signed())
        let map = FrameNames.read(&reader, into: &names)
        guard !reader.isBroken else { throw .damaged }
        var event = Event()
        let (bytes, end) = (reader.bytes, reader.end)
        while !reader.isAtEnd {
            var record: StoredProfile?
            switch EventFrameBuilder.Mark(rawValue: reader.byte()) {
            case .event: break
            case .recordAndEvent:
                record = StoredProfile(from: &reader, names: map)
                if record == nil { throw .damaged }
            case nil: throw .damaged
            }
            var position = reader.position
            let rest = bytes.span.extracting(first: end)
            guard CompactEvent.decode(rest, at: &position, base: base, names: map, into: &event) else {
                throw .damaged
            }
            let length = position - reader.position
            _ = reader.skip(length)
            body(&event, record)
        }
    }
}
