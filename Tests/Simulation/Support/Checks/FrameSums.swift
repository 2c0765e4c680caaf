import Events
import Marketing
import Streaming
import Topology

/// What frames say, however they are cut: sums of facts, and the events that were passed on.
///
/// Two of them compare only if they were made by the same reader, which numbers names and contexts.
struct FrameSums {
    struct Fact: Hashable {
        let context: FactContext
        let pane: Int32
        let measure: Measure
    }

    var facts: [Fact: Int128] = [:]
    var events: [String: Int] = [:]

    /// How this differs from what it should be.
    func differences(from expected: FrameSums, _ what: String) -> [String] {
        var found: [String] = []
        let isSame =
            facts.filter { $0.value != 0 } == expected.facts.filter { $0.value != 0 }
        if !isSame { found.append("\(what): the facts are others than those of its log") }
        if events != expected.events {
            found.append("\(what): it passed on other events than those of its log")
        }
        return found
    }
}

/// Reads frames with one table of names, so that what is the same has the same number.
struct FrameReader {
    private var names = StringTable()

    mutating func add(_ bytes: [UInt8], to sums: inout FrameSums) throws {
        let (header, payload) = try Frame.decode(bytes, digest: nil)
        switch header.kind {
        case .facts:
            var contexts: [FactContext] = []
            var open: (context: Int, pane: Int32) = (0, 0)
            try FactFrame.read(
                payload, names: &names,
                context: { context, _ in
                    contexts.append(context)
                    return contexts.count - 1
                },
                row: { open = ($0, $1) },
                sum: { measure, value in
                    let fact = FrameSums.Fact(
                        context: contexts[open.context], pane: open.pane, measure: measure)
                    sums.facts[fact, default: 0] += value
                })
        case .events:
            try EventFrameReader.read(payload, names: &names) { event, record, lines in
                sums.events["\(event) \(record != nil) \(lines)", default: 0] += 1
            }
        default: break
        }
    }
}
