import Events
import Mathematics
import Streaming

/// What a record became, with its names as text.
struct Decoded: Equatable {
    var outcome: DecodeOutcome
    var event: Event
    var strings: StringTable
    var ignored: [String]

    var dead: String? {
        guard case .dead(let letter) = outcome else { return nil }
        return letter.field.map { "\(letter.code.name) \($0.name)" } ?? letter.code.name
    }

    func text(_ id: StringID) -> String { strings.text(id) }

    static func == (left: Decoded, right: Decoded) -> Bool {
        left.outcome == right.outcome && left.event == right.event && left.ignored == right.ignored
    }
}

/// The rules of the tests: the defaults, two currencies and a fixed start of the run.
let testRules: EventRules = {
    var rules = EventRules()
    rules.rates = [
        "USD": Decimal(mantissa: 92, scale: 2), "JPY": Decimal(mantissa: 60_125, scale: 7),
        "KWD": Decimal(mantissa: 3, scale: 0),
    ]
    rules.startOfRun = testTime("2026-03-01T12:00:00Z")
    return rules
}()

/// The instant of an RFC 3339 text.
func testTime(_ text: String) -> Milliseconds {
    let decoded = decode(#"{"event_id":"t","event_time":"\#(text)"}"#, .clicks, rules: EventRules())
    precondition(decoded.outcome == .event, text)
    return decoded.event.time
}

func decode(
    _ text: String, _ stream: Events.Stream, rules: EventRules = testRules, timestamp: Milliseconds? = nil,
    ceID: String? = nil, ceTime: String? = nil
) -> Decoded {
    decode(
        bytes: Array(text.utf8), stream, rules: rules, timestamp: timestamp, ceID: ceID, ceTime: ceTime)
}

func decode(
    bytes: [UInt8], _ stream: Events.Stream, rules: EventRules = testRules, timestamp: Milliseconds? = nil,
    ceID: String? = nil, ceTime: String? = nil
) -> Decoded {
    var decoder = EventDecoder(rules: rules, stream: stream)
    return decoder.decode(bytes, timestamp: timestamp, ceID: ceID, ceTime: ceTime)
}

extension EventDecoder {
    mutating func decode(
        _ bytes: [UInt8], timestamp: Milliseconds? = nil, ceID: String? = nil, ceTime: String? = nil
    ) -> Decoded {
        let before = InputField.allCases.map { ignoredCount(of: $0) }
        var event = Event()
        var strings = StringTable()
        // What follows a record is the next one: digits and quotes must not change anything.
        let padded = bytes + Array(repeating: UInt8(ascii: "9"), count: Record.padding)
        let identity = Array((ceID ?? "").utf8)
        let time = Array((ceTime ?? "").utf8)
        var outcome = DecodeOutcome.event
        unsafe padded.withUnsafeBytes { padded in
            unsafe identity.withUnsafeBytes { identity in
                unsafe time.withUnsafeBytes { time in
                    var record = unsafe Record(
                        paddedBytes: UnsafeRawBufferPointer(rebasing: padded[0..<bytes.count]))
                    record.offset = 42
                    record.partition = 3
                    record.timestamp = timestamp
                    if ceID != nil { unsafe record.ceID = identity }
                    if ceTime != nil { unsafe record.ceTime = time }
                    outcome = decode(record, into: &event, strings: &strings)
                }
            }
        }
        let ignored = InputField.allCases.filter { ignoredCount(of: $0) > before[Int($0.rawValue)] }
        return Decoded(outcome: outcome, event: event, strings: strings, ignored: ignored.map(\.name))
    }
}

/// A generator that gives the same numbers everywhere (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
