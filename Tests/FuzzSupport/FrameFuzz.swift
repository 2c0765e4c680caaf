import Events
import Marketing
import Streaming
import Topology

/// Frames and what they hold: damaged ones throw, and what is read can be written and read again.
struct FrameFuzz: ~Copyable {
    /// What an input is; the first byte of it.
    enum Mode: UInt8, CaseIterable {
        /// A frame.
        case frame
        /// A frame without its mark, version and checksum, which are put around it.
        case inside
        /// Payloads.
        case events, facts, catalogue, erasures
        /// Payloads of a state log, each behind its length.
        case profileState, poolState
        /// Payloads that tasks take and work off.
        case eventsTask, factsTask
        /// Frames as of `inside`, each behind its length, that a task takes one after the other.
        case profileInput, poolInput
    }

    private let tasks = FuzzedTasks()

    /// Runs an input; tells whether it was read, and throws where a promise is not kept.
    func run(_ mode: UInt8, _ bytes: [UInt8]) throws(BrokenPromise) -> Bool {
        let modes = Mode.allCases
        switch modes[Int(mode) % modes.count] {
        case .frame: return try frame(bytes)
        case .inside: return try frame(Self.whole(bytes))
        case .events: return try events(ByteReader(bytes))
        case .facts: return try facts(ByteReader(bytes))
        case .catalogue: return try catalogue(ByteReader(bytes))
        case .erasures: return try erasures(ByteReader(bytes))
        case .profileState: return tasks.restoreProfiles(Self.parts(bytes))
        case .poolState: return tasks.restorePool(Self.parts(bytes))
        case .eventsTask: return tasks.take(events: bytes)
        case .factsTask: return tasks.take(facts: bytes)
        case .profileInput: return tasks.takeProfiles(Self.parts(bytes).map(Self.whole))
        case .poolInput: return tasks.takePool(Self.parts(bytes).map(Self.whole))
        }
    }

    /// Puts what makes a frame sound around its inside.
    private static func whole(_ inside: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x57, 0x52, Frame.version] + inside
        bytes.appendWord(XXHash.hash64(bytes.span))
        return bytes
    }

    private static func parts(_ bytes: [UInt8]) -> [[UInt8]] {
        var reader = ByteReader(bytes)
        var parts: [[UInt8]] = []
        while !reader.isAtEnd, !reader.isBroken { parts.append(Array(bytes[reader.skip(reader.count())])) }
        return parts
    }

    private func frame(_ bytes: [UInt8]) throws(BrokenPromise) -> Bool {
        guard let (header, reader) = try? Frame.decode(bytes, digest: nil) else { return false }
        let payload = Array(bytes[reader.position..<reader.end])
        let again = try? Frame.decode(Frame.encode(header, payload: payload), digest: header.digest)
        guard let (other, rest) = again else {
            throw BrokenPromise(description: "\(header) is not read again")
        }
        try expect(other == header, "\(header) came back as \(other)")
        try expect(
            Array(rest.bytes[rest.position..<rest.end]) == payload,
            "the payload of \(header) came back otherwise")
        switch header.kind {
        case .events: _ = try events(reader)
        case .facts: _ = try facts(reader)
        case .catalogue: _ = try catalogue(reader)
        case .erasures: _ = try erasures(reader)
        case .state, .warmUp: break
        }
        return true
    }

    private func events(_ payload: ByteReader) throws(BrokenPromise) -> Bool {
        var names = StringTable()
        guard let events = Self.read(payload, &names) else { return false }
        var builder = EventFrameBuilder()
        for one in events {
            builder.append(one.event, record: one.record.map(CarriedRecord.init), lines: one.lines[...])
        }
        guard let again = Self.read(ByteReader(builder.takePayload(names: names)), &names) else {
            throw BrokenPromise(description: "events that were read cannot be read again")
        }
        try expect(again.count == events.count, "\(events.count) events came back as \(again.count)")
        for (one, other) in zip(events, again) {
            try expect(one.event == other.event, "\(one.event) came back as \(other.event)")
            try expect(one.record == other.record, "a visitor's record came back otherwise")
            try expect(one.lines == other.lines, "the lines of an order came back otherwise")
        }
        return !events.isEmpty
    }

    private struct Sent {
        let event: Event
        let record: StoredProfile?
        let lines: [OrderLine]
    }

    private static func read(_ payload: ByteReader, _ names: inout StringTable) -> [Sent]? {
        var events: [Sent] = []
        do throws(FrameError) {
            try EventFrameReader.read(payload, names: &names) {
                events.append(Sent(event: $0, record: $1?.profile, lines: $2))
            }
        } catch {
            return nil
        }
        return events
    }

    private struct Sum: Equatable {
        let context: FactContext
        let pane: Int32
        let measure: Measure
        let value: Int128
    }

    private func facts(_ payload: ByteReader) throws(BrokenPromise) -> Bool {
        var names = StringTable()
        guard let sums = Self.sums(payload, &names) else { return false }
        var book = FactBook()
        for sum in sums {
            book.add(sum.value, sum.measure, sum.context, pane: sum.pane)
        }
        let merged = book.entries.map {
            Sum(
                context: book.contexts.contexts[Int($0.context)], pane: $0.pane, measure: $0.measure,
                value: $0.value)
        }
        let payloads = FactFrame.payloads(book, names: names, partitions: 1) { _ in 0 }
        guard let again = Self.sums(ByteReader(payloads[0]), &names) else {
            // Sums of the largest are beyond it.
            try expect(merged.count < sums.count, "facts that were read cannot be read again")
            return true
        }
        try expect(again == merged, "facts came back otherwise")
        return !sums.isEmpty
    }

    private static func sums(_ payload: ByteReader, _ names: inout StringTable) -> [Sum]? {
        var contexts: [FactContext] = []
        var sums: [Sum] = []
        var row: (context: Int, pane: Int32) = (0, 0)
        do throws(FrameError) {
            try FactFrame.read(
                payload, names: &names,
                context: { context, _ in
                    contexts.append(context)
                    return contexts.count - 1
                },
                row: { row = ($0, $1) },
                sum: { measure, value in
                    sums.append(
                        Sum(context: contexts[row.context], pane: row.pane, measure: measure, value: value))
                })
        } catch {
            return nil
        }
        return sums
    }

    private func catalogue(_ payload: ByteReader) throws(BrokenPromise) -> Bool {
        var reader = payload
        while !reader.isAtEnd {
            guard let change = CatalogueChange(from: &reader) else { return false }
            var bytes: [UInt8] = []
            change.encode(to: &bytes)
            var again = ByteReader(bytes)
            let other = CatalogueChange(from: &again)
            try expect(
                other == change && again.isAtEnd, "\(change) came back as \(String(describing: other))")
        }
        return true
    }

    private func erasures(_ payload: ByteReader) throws(BrokenPromise) -> Bool {
        var reader = payload
        while !reader.isAtEnd {
            guard let erasure = Erasure(from: &reader) else { return false }
            var bytes: [UInt8] = []
            erasure.encode(to: &bytes)
            var again = ByteReader(bytes)
            try expect(Erasure(from: &again) == erasure && again.isAtEnd, "\(erasure) came back otherwise")
        }
        return true
    }
}
