internal import Events
internal import Streaming

/// Looks at the lines of one stream, one after the other.
struct LineCheck: ~Copyable {
    /// Names (campaigns, touchpoints …) are forgotten when they take more than this.
    private static let mostNameBytes = 16 << 20
    /// Different values that are kept of a kind of problem.
    private static let mostValues = 50

    private(set) var findings: StreamFindings
    private var decoder: EventDecoder
    private var event = Event()
    private var strings = StringTable()
    private var members = MemberList()
    private var eventIDs = RecentHashes()
    private var orderIDs = RecentHashes()
    private let lateness: Milliseconds
    private var newest = Milliseconds.min
    private var file = ""

    init(_ stream: Stream, rules: EventRules) {
        decoder = EventDecoder(rules: rules, stream: stream)
        lateness = rules.lateness
        findings = StreamFindings(stream)
    }

    /// Begins with a file; `names` are those by which the stream was guessed.
    mutating func begin(_ file: String, guessedBy names: [String]?) {
        self.file = file
        newest = .min
        findings.files.append((file, 0))
        if let names { findings.guessedBy = (findings.guessedBy ?? []) + names }
    }

    /// Looks at a line that is not empty; `number` counts from 1.
    mutating func take(_ record: Record, _ text: Span<UInt8>, number: Int) {
        findings.lines += 1
        findings.files[findings.files.count - 1].lines += 1
        switch decoder.decode(record, into: &event, strings: &strings) {
        case .event:
            findings.decoded += 1
            members.read(text)
            findings.names.count(members, of: text)
            noteEvent(text)
            if strings.byteCount > Self.mostNameBytes { strings = StringTable() }
        case .dead(let letter):
            // Only what was parsed has members.
            if letter.field != nil {
                members.read(text)
                findings.names.count(members, of: text)
            }
            note(letter, text, number)
        }
    }

    /// Ends with the last file.
    mutating func end() {
        findings.hasForgotten = eventIDs.hasForgotten || orderIDs.hasForgotten
        findings.ignored = InputField.allCases.map { ($0, decoder.ignoredCount(of: $0)) }
            .filter { $0.count > 0 }
    }

    private mutating func noteEvent(_ text: Span<UInt8>) {
        let time = event.ownTime
        let range = findings.time ?? time...time
        findings.time = min(time, range.lowerBound)...max(time, range.upperBound)
        if newest > .min, time < newest - lateness { findings.late += 1 }
        newest = max(newest, time)
        if eventIDs.insert(event.idHash) { findings.repeatedEvents += 1 }
        if event.stream == .purchases, event.purchase != .refund {
            let order = event.reference ^ (event.purchase == .delivery ? 0x9e37_79b9_7f4a_7c15 : 0)
            if orderIDs.insert(order) { findings.repeatedOrders += 1 }
        }
        if event.stream == .clicks, event.action == .cost || event.action == .exposure { return }
        notePeople(text)
    }

    private mutating func notePeople(_ text: Span<UInt8>) {
        findings.people.all += 1
        let (isCustomer, isAnonymous) = (!event.customer.isAbsent, !event.anonymous.isAbsent)
        if isCustomer {
            findings.people.customers += 1
            findings.people.customerSample.insert(event.customer)
            if let value = findings.names.value(of: .customerID, in: members) {
                for place in value where text[place] == UInt8(ascii: "@") {
                    findings.people.addresses += 1
                    break
                }
            }
        }
        if isAnonymous {
            findings.people.anonymous += 1
            findings.people.anonymousSample.insert(event.anonymous)
        }
        if isCustomer, isAnonymous { findings.people.both += 1 }
        if !isCustomer, !isAnonymous { findings.people.none += 1 }
    }

    private mutating func note(_ letter: DeadLetter, _ text: Span<UInt8>, _ number: Int) {
        let ends = LineEnds(text)
        let range = letter.field.flatMap { findings.names.value(of: $0, in: members) }
        let value = range.map { Excerpt.text(text, $0) }
        let words = letter.field.map { Words.of($0, findings.stream) } ?? []
        let kind = StreamFindings.Kind(
            code: letter.code, field: letter.field,
            cause: Cause.of(letter, line: ends, value: value, words: words))
        var problem =
            findings.problems[kind]
            ?? .init(
                file: file, line: number,
                example: Excerpt.plain(value.map { "\"\(letter.field?.name ?? "")\":\($0)" } ?? ends.text))
        problem.count += 1
        if letter.code == .enumUnknown || letter.code == .currencyUnknown, let value {
            let word = Excerpt.plain(String(value.dropFirst().dropLast()))
            if problem.values[word] != nil || problem.values.count < Self.mostValues {
                problem.values[word, default: 0] += 1
            }
        }
        findings.problems[kind] = problem
    }
}

/// Parts of a line for a person to look at.
enum Excerpt {
    /// Longer values are cut.
    private static let longest = 96

    /// A part of the line as text.
    static func text(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
        let isCut = range.count > longest
        let shown = isCut ? range.lowerBound..<range.lowerBound + longest : range
        return String(decoding: shown.map { line[$0] }, as: UTF8.self) + (isCut ? "…" : "")
    }

    /// Without what could command a terminal, and not too long.
    static func plain(_ text: String) -> String {
        let longest = longest + 20
        return harmless(text.prefix(longest)) + (text.count > longest ? "…" : "")
    }

    /// Without what could command a terminal.
    static func harmless(_ text: some StringProtocol) -> String {
        var plain = ""
        for character in text {
            let isHarmless = character.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            }
            plain.append(isHarmless ? character : "\u{FFFD}")
        }
        return plain
    }
}
