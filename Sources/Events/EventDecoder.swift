import Mathematics
public import Streaming

/// Turns the records of one stream into events (SPEC 2, 9): one decoder per stream and thread.
///
///     var decoder = EventDecoder(rules: rules, stream: .clicks)
///     switch decoder.decode(record, into: &event, strings: &strings) {
///     case .event: …
///     case .dead(let letter): …        // letter.code, letter.field
///     }
///
/// A record of any content is answered, never trapped on. Of several things wrong with a record the first
/// counts: its syntax, `event_id`, `event_time`, then what the stream's own fields decide.
///
/// - Complexity: linear in the record. Nothing is allocated for a record no longer than those before it that
///   has no new names.
public struct EventDecoder: ~Copyable {
    /// The stream of the records.
    public let stream: Stream
    /// Turns ids into hashes, as the events have them.
    public let hasher: IDHasher

    let rules: EventRules
    let currencies: CurrencyTable
    let blockedIDs: BlockedIDs
    let kinds: WordList
    /// The sensors of beacons, or the channels of unsubscribes.
    let words: WordList
    let listed: InputFields
    var fields = FieldReader()
    private var ignoredCounts: [Int]
    /// What the order decoded last consists of, by category; empty for everything else.
    public private(set) var lines: [OrderLine] = []

    /// The channels that a customer can leave (SPEC 2).
    static let unsubscribeChannels = ["email", "sms", "push", "app", "call", "direct_mail", "loyalty"]

    /// Makes a decoder for the records of a stream.
    public init(rules: EventRules, stream: Stream) {
        self.rules = rules
        self.stream = stream
        hasher = IDHasher(key: rules.idKey)
        currencies = CurrencyTable(reporting: rules.currency, rates: rules.rates)
        blockedIDs = BlockedIDs(rules.blockedIDs)
        listed = .listed(by: stream)
        ignoredCounts = Array(repeating: 0, count: InputField.allCases.count)
        switch stream {
        case .clicks:
            kinds = WordList(Action.allCases.map(\.name))
            words = WordList([])
        case .beacons:
            kinds = WordList(BeaconSignal.allCases.map(\.name))
            words = WordList(BeaconSensor.allCases.map(\.name))
        case .purchases:
            kinds = WordList(PurchaseKind.allCases.map(\.name))
            words = WordList([])
        case .unsubscribes:
            kinds = WordList(AnswerKind.allCases.map(\.name))
            words = WordList(Self.unsubscribeChannels)
        }
    }

    /// Fills in the event of a record.
    ///
    /// - Parameters:
    ///   - record: what the driver read; followed by `Record.padding` readable bytes.
    ///   - event: overwritten in whole.
    ///   - strings: gains the names of the event; those of a dead letter are not added.
    /// - Returns: whether there is an event.
    public mutating func decode(
        _ record: Record, into event: inout Event, strings: inout StringTable
    ) -> DecodeOutcome {
        do {
            try fill(&event, from: record, strings: &strings)
        } catch {
            return .dead(error)
        }
        if !fields.ignored.isEmpty { countIgnored() }
        return .event
    }

    /// How many accepted events had a value of this field that was ignored: empty, too long or of a wrong type.
    public func ignoredCount(of field: InputField) -> Int { ignoredCounts[Int(field.rawValue)] }

    private mutating func fill(
        _ event: inout Event, from record: Record, strings: inout StringTable
    ) throws(DeadLetter) {
        if !lines.isEmpty { lines.removeAll(keepingCapacity: true) }
        try fields.parse(record, listed: listed)
        event = Event()
        event.stream = stream
        event.offset = record.offset
        event.partition = record.partition
        event.idHash = try identity(record)
        try decodeTime(record, into: &event)
        var conversion = CurrencyTable.Conversion.none
        switch stream {
        case .clicks: try decodeClick(into: &event)
        case .beacons: try decodeBeacon(into: &event)
        case .purchases: conversion = try decodePurchase(into: &event)
        case .unsubscribes: try decodeAnswer(into: &event)
        }
        try decodeProfile(into: &event)
        // Names last, so that the table holds none of a dead letter.
        event.pool = fields.name(.pool, in: &strings)
        event.channel = fields.name(.channel, in: &strings)
        event.touchpoint = fields.name(.touchpoint, in: &strings)
        event.device = fields.name(.device, in: &strings)
        event.segment = fields.name(.segment, in: &strings)
        event.category = fields.name(.category, in: &strings)
        event.store = fields.name(.storeID, in: &strings)
        event.zone = fields.name(.zone, in: &strings)
        event.campaign = fields.name(.campaignID, in: &strings)
        event.salesChannel = fields.name(.salesChannel, in: &strings)
        guard stream == .purchases else { return }
        if event.salesChannel.isAbsent { event.salesChannel = strings.intern("web") }
        if event.purchase == .order {
            fields.orderLines(conversion, in: &strings, into: &lines)
        } else {
            _ = fields.isUsable(.items, as: .array)
        }
    }

    private mutating func countIgnored() {
        for field in InputField.allCases where fields.ignored.contains(field) {
            ignoredCounts[Int(field.rawValue)] += 1
        }
    }
}
