import Events
import Marketing
import Streaming
import Topology

/// What frames of events and facts hold, however it was cut into frames.
struct Contents: Equatable {
    struct Passed: Equatable {
        let event: Event
        let profile: StoredProfile?
        let lines: [OrderLine]
    }

    struct Key: Hashable {
        let context: FactContext
        let pane: Int32
        let measure: Measure
    }

    private(set) var events: [Passed] = []
    private(set) var facts: [Key: Int128] = [:]

    /// Reads frames; contents that are compared share their names.
    init(_ frames: [[UInt8]], names: inout StringTable) throws {
        for frame in frames {
            let (header, payload) = try Frame.decode(frame, digest: nil)
            if header.kind == .facts {
                try read(facts: payload, &names)
            } else {
                try EventFrameReader.read(payload, names: &names) { event, record, lines in
                    events.append(Passed(event: event, profile: record?.profile, lines: lines))
                }
            }
        }
    }

    private mutating func read(facts payload: ByteReader, _ names: inout StringTable) throws {
        var contexts: [FactContext] = []
        var open: (context: Int, pane: Int32) = (0, 0)
        try FactFrame.read(payload, names: &names) { context, _ in
            contexts.append(context)
            return contexts.count - 1
        } row: {
            open = ($0, $1)
        } sum: { measure, value in
            let key = Key(context: contexts[open.context], pane: open.pane, measure: measure)
            facts[key, default: 0] += value
        }
    }
}
