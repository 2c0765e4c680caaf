@testable import KafkaRuntime

/// What was done, and where it hit.
struct KillReport {
    private var counts: [Strike.Kind: [Bool: [TransactionPhase: Int]]] = [:]
    private(set) var strikes = 0
    var seconds = 0.0
    var records = 0
    /// How workers ended that were not killed.
    var endings: [Int32: Int] = [:]

    static let phases: [(phase: TransactionPhase, name: String)] = [
        (.sending, "begin to send-offsets"), (.offsets, "send-offsets to commit"),
        (.committing, "commit to its return"), (.rest, "no transaction"),
    ]

    mutating func add(_ strike: Strike, hit phase: TransactionPhase) {
        strikes += 1
        counts[strike.kind, default: [:]][strike.aim != nil, default: [:]][phase, default: 0] += 1
    }

    private func count(_ kind: Strike.Kind, _ isAimed: Bool, _ phase: TransactionPhase) -> Int {
        counts[kind]?[isAimed]?[phase] ?? 0
    }

    /// How many cut a transaction off, or held it up, in a phase: SIGTERM does not, nor do the brokers' ends.
    func landed(in phase: TransactionPhase) -> Int {
        [Strike.Kind.kill, .stop, .replace].reduce(0) {
            $0 + count($1, true, phase) + count($1, false, phase)
        }
    }

    var aimed: Int {
        Strike.Kind.allCases.reduce(0) { sum, kind in
            sum + Self.phases.reduce(0) { $0 + count(kind, true, $1.phase) }
        }
    }

    /// A table as documents have it.
    var table: String {
        var lines = [
            "| | all | aimed | " + Self.phases.map(\.name).joined(separator: " | ") + " |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        for kind in Strike.Kind.allCases {
            let ofAimed = Self.phases.map { count(kind, true, $0.phase) }
            let all = zip(Self.phases, ofAimed).map { count(kind, false, $0.phase) + $1 }
            let isTold = kind != .terminate && kind != .broker
            let cells = all.map { isTold ? String($0) : "" }
            lines.append(
                "| \(kind.rawValue) | \(all.reduce(0, +)) | \(isTold ? String(ofAimed.reduce(0, +)) : "") | "
                    + cells.joined(separator: " | ") + " |")
        }
        let hits = Self.phases.map { String(landed(in: $0.phase)) }
        lines.append("| all | \(strikes) | \(aimed) | " + hits.joined(separator: " | ") + " |")
        let ends = endings.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        lines.append("")
        lines.append(
            "\(records) records in \(Int(seconds)) s. Exit codes of workers that were not killed: "
                + ends.joined(separator: ", ") + ".")
        return lines.joined(separator: "\n")
    }
}
