import Events
import Mathematics
import Streaming

/// Two decoders of each stream, which see every record with other bytes behind it: they must always agree.
struct DecoderFuzz: ~Copyable {
    private let pairs = Stream.allCases.map { (Reader($0), Reader($0)) }

    /// Runs a record.
    ///
    /// - Parameters:
    ///   - mode: bits 0 and 1 are the stream, bit 2 gives it a timestamp, bit 3 headers.
    ///   - bytes: the record.
    /// - Returns: whether it is an event.
    /// - Throws: where a promise is not kept.
    mutating func run(_ mode: UInt8, _ bytes: [UInt8]) throws(BrokenPromise) -> Bool {
        let (reader, other) = pairs[Int(mode & 3)]
        let outcome = reader.decode(bytes, mode, padding: UInt8(ascii: "9"))
        let again = other.decode(bytes, mode, padding: UInt8(ascii: "\""))
        try expect(outcome == again, "the bytes behind a record change it: \(outcome), \(again)")
        try checkSyntax(outcome, bytes, hasHeaders: mode & 8 != 0)
        switch outcome {
        case .dead(let letter):
            try check(letter)
            return false
        case .event:
            try expect(reader.event == other.event, "an event depends on the bytes behind its record")
            try check(reader.event, isOfTopic: mode & 4 != 0)
            try reader.checkCompactForm()
            return true
        }
    }

    /// Compares with a validator that shares nothing with the product.
    private func checkSyntax(
        _ outcome: DecodeOutcome, _ bytes: [UInt8], hasHeaders: Bool
    ) throws(BrokenPromise) {
        var code: DeadLetterCode?
        var field: InputField?
        if case .dead(let letter) = outcome { (code, field) = (letter.code, letter.field) }
        let syntax = JSONValidator.judge(bytes)
        let isRefused = code.map { $0.rawValue < DeadLetterCode.notAnObject.rawValue } ?? false
        try expect(
            isRefused == !syntax.isValid, "valid JSON by RFC 8259: \(syntax.isValid), but \(outcome)")
        guard syntax.isValid else {
            if code == .notUTF8 { try expect(!JSONValidator.isUTF8(bytes), "UTF-8, but not_utf8") }
            return
        }
        try expect(
            (code == .notAnObject) == !syntax.isObject, "an object: \(syntax.isObject), but \(outcome)")
        guard syntax.isObject, !syntax.hasEscapedNames else { return }
        let isMissing = code == .missingField && field == .eventID
        let isWrongType = code == .wrongType && field == .eventID
        switch syntax.eventID {
        case .null: try expect(isMissing == !hasHeaders, "no event_id, but \(outcome)")
        case .string: try expect(!isMissing && !isWrongType, "an event_id, but \(outcome)")
        case .other: try expect(isWrongType, "an event_id that is no string, but \(outcome)")
        }
    }

    private func check(_ letter: DeadLetter) throws(BrokenPromise) {
        let isWhole = letter.code.rawValue <= DeadLetterCode.notAnObject.rawValue
        try expect((letter.field == nil) == isWhole, "\(letter) names no field, or one too many")
        try expect(!letter.message.isEmpty && !letter.code.name.isEmpty, "\(letter) says nothing")
    }

    private func check(_ event: Event, isOfTopic: Bool) throws(BrokenPromise) {
        let latest = isOfTopic ? Reader.timestamp : Reader.rules.startOfRun + Reader.rules.maxFutureSkew
        try expect(event.time == event.ownTime && event.time <= latest, "time \(event.time)")
        try expect(event.time >= 946_684_800_000, "before 2000: \(event.time)")
        try expect((1...1_000_000_000).contains(event.count), "count \(event.count)")
        for amount in [event.cost, event.value, event.margin] {
            try expect(abs(amount) <= Money.largest, "amount \(amount)")
        }
        try expect(event.value >= 0 && event.flags.rawValue < 128, "value \(event.value), \(event.flags)")
        let isNamed = !event.customer.isAbsent || !event.anonymous.isAbsent
        switch event.stream {
        case .clicks:
            try expect(Action(rawValue: event.kind) != nil, "action \(event.kind)")
            try expect(!event.isCostReport || !event.campaign.isAbsent, "a cost report of no campaign")
        case .beacons:
            try expect(BeaconSignal(rawValue: event.kind) != nil, "signal \(event.kind)")
            try expect(
                isNamed && !event.store.isAbsent && !event.zone.isAbsent, "a beacon of nobody, nowhere")
        case .purchases:
            try expect(PurchaseKind(rawValue: event.kind) != nil, "kind \(event.kind)")
            try expect(!event.salesChannel.isAbsent, "an order without a sales channel")
        case .unsubscribes:
            try expect(AnswerKind(rawValue: event.kind) != nil, "kind \(event.kind)")
            try expect(isNamed && !event.channel.isAbsent, "an answer of nobody, to nothing")
        }
    }
}

/// A decoder with the names and the event of its last record.
private final class Reader {
    static let timestamp: Milliseconds = 1_773_000_000_000
    static let rules: EventRules = {
        var rules = EventRules()
        rules.rates = ["USD": Decimal(mantissa: 92, scale: 2), "KWD": Decimal(mantissa: 3, scale: 0)]
        rules.startOfRun = timestamp + 7_200_000
        return rules
    }()

    private var decoder: EventDecoder
    private var strings = StringTable()
    private(set) var event = Event()
    private var buffer: [UInt8] = []
    private let identity = Array("from-a-header".utf8)
    private let time = Array("2026-03-01T09:59:58.5Z".utf8)

    init(_ stream: Events.Stream) { decoder = EventDecoder(rules: Self.rules, stream: stream) }

    func decode(_ bytes: [UInt8], _ mode: UInt8, padding: UInt8) -> DecodeOutcome {
        if strings.count > 1_000 { strings.removeAll() }
        buffer.removeAll(keepingCapacity: true)
        buffer += bytes
        for _ in 0..<Record.padding { buffer.append(padding) }
        let before = strings.count
        let outcome = unsafe buffer.withUnsafeBytes { buffer in
            unsafe identity.withUnsafeBytes { identity in
                unsafe time.withUnsafeBytes { time in
                    var record = unsafe Record(
                        paddedBytes: UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count]))
                    (record.offset, record.partition) = (7, 3)
                    if mode & 4 != 0 { record.timestamp = Self.timestamp }
                    if mode & 8 != 0 { unsafe (record.ceID, record.ceTime) = (identity, time) }
                    return decoder.decode(record, into: &event, strings: &strings)
                }
            }
        }
        if outcome != .event { precondition(strings.count == before, "a dead letter's name is kept") }
        return outcome
    }

    /// The event goes into a frame, and comes out as it was.
    func checkCompactForm() throws(BrokenPromise) {
        var names = FrameNames()
        event.forEachString { names.number($0) }
        var bytes: [UInt8] = []
        names.write(strings, to: &bytes)
        var reader = ByteReader(bytes)
        let map = FrameNames.read(&reader, into: &strings)
        try expect(reader.isAtEnd && !reader.isBroken, "the names of a frame are not read to their end")
        let base = CompactEvent.Base(time: event.time &- 1_000, offset: 0)
        bytes.removeAll(keepingCapacity: true)
        CompactEvent.append(event, base: base, numbers: names.numbers, to: &bytes)
        try expect(bytes.count <= CompactEvent.largestSize, "an event of \(bytes.count) bytes")
        var (position, back) = (0, Event())
        let isRead = CompactEvent.decode(
            bytes.span, at: &position, base: base, names: map, into: &back)
        try expect(isRead && position == bytes.count, "the compact form of an event is not read")
        try expect(back == event, "\(event) came back as \(back)")
    }
}
