internal import Marketing
internal import ReplayRuntime
internal import Topology

/// What to look at in a replay, and what to do next, in a sentence each.
///
/// A first hint from sums, no budget signal: channels that are there to be seen (`awareness`) are not judged by
/// what they sell, and a channel is worth a try only where its own spend says something.
struct Advice {
    /// A channel with less than this part of its pool's spend proves nothing.
    private static let least: Int128 = 20

    private let summary: ReplaySummary

    init(_ summary: ReplaySummary) { self.summary = summary }

    var text: String {
        guard summary.tally.processed > 0 else { return nothing }
        let paid = summary.channels.filter { $0[.spend] > 0 && !summary.awarenessChannels.contains($0.key) }
        guard !paid.isEmpty else {
            return """
                No channel spent anything, so there is only income to see.
                Next: add costs, by a catalogue (--catalogue) or by events with a cost.
                """
        }
        guard let worst = paid.min(by: { $0.profit < $1.profit }), worst.profit < 0 else {
            return """
                Every paid channel brought more margin than it cost.
                Next: look for campaigns that did not: jq -c 'select(.dimension=="campaign")' metrics.jsonl
                """
        }
        return "\(loss(of: worst))\nNext: \(step(from: worst, among: paid))"
    }

    /// No event counted: then there is nothing to advise on but the input.
    private var nothing: String {
        guard let worst = summary.deadCodes.first else { return "There was no event in the input." }
        return """
            No event counted. Most often: \(worst.code) (\(worst.count) of \(summary.records) records).
            Next: look at dead-letters.jsonl; each line of the input must be one JSON object.
            """
    }

    private func loss(of worst: PoolTotal) -> String {
        "Look at \(worst.key) in \(worst.pool): it spent \(Figure.money(worst[.spend])) \(summary.currency) and brought "
            + "\(Figure.money(worst[.margin])) of margin, a loss of \(Figure.money(-worst.profit))."
    }

    private func step(from worst: PoolTotal, among paid: [PoolTotal]) -> String {
        let pool = paid.filter { $0.pool == worst.pool }
        let spend = pool.reduce(0) { $0 + $1[.spend] }
        let proven = pool.filter { $0.profit > 0 && $0[.spend] * Self.least >= spend }
        guard let best = proven.max(by: { $0.profit * $1[.spend] < $1.profit * $0[.spend] }) else {
            return "lower its budget; no other paid channel of the pool has proven itself yet."
        }
        return "lower its budget, and try the money in \(best.key), where each unit spent brought "
            + "\(Figure.ratio(best[.margin], best[.spend])) of margin."
    }
}
