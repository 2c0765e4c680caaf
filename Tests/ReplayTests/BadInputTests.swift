import Events
import Foundation
import Mathematics
import ReplayRuntime
import Streaming
import Testing
import Topology

@Suite("docs/bad-input.md is true")
struct BadInputTests {
    /// The settings that the document names.
    static let rules: EventRules = {
        var rules = EventRules()
        rules.rates = ["USD": Decimal(mantissa: 92, scale: 2), "KWD": Decimal(mantissa: 3, scale: 0)]
        rules.startOfRun = BadInputDecoder.time("2026-03-01T12:00:00Z")
        return rules
    }()

    /// When the sound events were.
    static let base = BadInputDecoder.time("2026-03-01T10:00:00Z")

    /// Fields of which this decoder does not yet read all that the document promises to count.
    static let unread: Set<String> = []

    @Test("it has many rows, of all streams and codes, and says what stands for …")
    func complete() {
        let rows = BadInputDocument.rows
        #expect(rows.count >= 150)
        for stream in Events.Stream.allCases {
            #expect(rows.filter { $0.streams == [stream] }.count > 10)
            #expect(BadInputDocument.text.contains("`\(BadInputRow.more(stream))`") || stream == .clicks)
        }
        #expect(BadInputDocument.text.contains("| clicks | `\(BadInputRow.members(.clicks))` |"))
        #expect(Set(rows.map(\.code)).isSuperset(of: DeadLetterCode.allCases.map(\.name)))
        #expect(rows.allSatisfy { row in row.fields.allSatisfy(BadInputDecoder.fieldNames.contains) })
        #expect(Set(rows.map { $0.record + $0.headers + ($0.timestamp ?? "") }).count > rows.count * 9 / 10)
    }

    @Test("every row ends in the decoder as it says", arguments: Events.Stream.allCases)
    func decoder(stream: Events.Stream) {
        var decoder = BadInputDecoder(stream, rules: Self.rules)
        for row in BadInputDocument.rows(of: stream) {
            let (outcome, event, ignored) = decoder.decode(row)
            let name = row.testDescription
            switch outcome {
            case .dead(let letter):
                #expect(row.outcome == .deadLetter, "\(name): \(letter)")
                #expect(letter.code.name == row.code, "\(name)")
                #expect((letter.field.map { [$0.name] } ?? []) == row.fields, "\(name)")
            case .event:
                #expect(row.outcome != .deadLetter, "\(name)")
                #expect((row.outcome == .late ? "late" : "") == row.code, "\(name)")
                let expected = row.outcome == .fieldIgnored ? Set(row.fields) : []
                #expect(
                    ignored.subtracting(Self.unread) == expected.subtracting(Self.unread),
                    "\(name): \(ignored)"
                )
                #expect(
                    event.flags.contains(.clockCorrected) == (row.outcome == .clockCorrected), "\(name)")
                check(event, isReadAs: row.readAs, name)
                // Of the minute before the sound events, but further behind than `lateness`.
                let isLate = (Self.base - .minute..<Self.base - Self.rules.lateness).contains(event.time)
                #expect(
                    isLate == [.late, .bookedLate].contains(row.outcome) || row.timestamp != nil, "\(name)")
            }
        }
    }

    private func check(_ event: Event, isReadAs text: String, _ name: String) {
        guard !text.isEmpty else { return }
        if text.hasSuffix("Z") {
            #expect(event.time == BadInputDecoder.time(text), "\(name)")
        } else {
            let amount = event.stream == .purchases ? event.value : event.cost
            #expect(Decimal(text)?.times(Money.unit) == Int128(amount), "\(name): \(amount)")
        }
    }

    @Test(
        "every row ends in a replay as it says, and the sound events count", arguments: Events.Stream.allCases
    )
    func replayed(stream: Events.Stream) throws {
        let run = try BadInputRun(stream, rules: Self.rules)
        let rows = run.rows
        func count(_ outcomes: BadInputRow.Outcome...) -> Int {
            rows.filter { outcomes.contains($0.outcome) }.count
        }
        for row in rows {
            let name = row.testDescription
            #expect((run.dead[row.line] != nil) == (row.outcome == .deadLetter), "\(name)")
            #expect((run.late[row.line] != nil) == (row.outcome == .late), "\(name)")
            guard let aside = run.dead[row.line] ?? run.late[row.line] else { continue }
            #expect(aside.code == row.code && aside.field == row.fields.first, "\(name)")
            #expect(aside.value == Data(row.bytes(stream)), "\(name): it is not whole")
        }
        let summary = run.summary
        #expect(run.dead.count == summary.dead && run.late.count == summary.late)
        #expect(summary.records == rows.count + run.soundCount)
        #expect(summary.dead == count(.deadLetter) && summary.late == count(.late))
        #expect(summary.tally.duplicates == count(.duplicate))
        #expect(summary.tally.withheld == count(.withheld) && summary.tally.behind == 0)
        #expect(summary.tally.processed == count(.event, .fieldIgnored, .bookedLate) + run.soundCount)
        #expect(run.countedSound == run.soundCount, "the sound events do not all count")
        let ignored = rows.filter { $0.outcome == .fieldIgnored }.flatMap(\.fields)
        let counts = Dictionary(ignored.map { ($0, 1) }, uniquingKeysWith: +)
        for field in BadInputDecoder.fieldNames.subtracting(Self.unread) {
            let counted = summary.ignored.first { $0.field == field }?.count
            #expect(counted ?? 0 == counts[field] ?? 0, "\(field)")
        }
    }
}
