import Events
import Streaming

/// The product's own decoder.
struct Judge: ~Copyable {
    private var decoder: EventDecoder
    private var event = Event()
    private var strings = StringTable()

    init(_ stream: Events.Stream, rules: EventRules) {
        var rules = rules
        rules.startOfRun = 1_800_000_000_000
        decoder = EventDecoder(rules: rules, stream: stream)
    }

    /// Code and field of a dead letter; nil for an event.
    mutating func judge(_ line: [UInt8]) -> String? {
        let padded = line + Array(repeating: 0, count: Record.padding)
        return unsafe padded.withUnsafeBytes { bytes in
            let record = unsafe Record(
                paddedBytes: UnsafeRawBufferPointer(rebasing: bytes[0..<line.count]))
            guard case .dead(let letter) = decoder.decode(record, into: &event, strings: &strings) else {
                return nil
            }
            return letter.field.map { "\(letter.code.name) \($0.name)" } ?? letter.code.name
        }
    }
}
