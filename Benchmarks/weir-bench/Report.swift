internal import Market
internal import Topology

/// The results as a table for people, or as JSON.
struct Report {
    let options: BenchOptions
    let sample: MarketSample
    let machine: String
    let results: Results

    var text: String {
        ([title, table] + clock + memory + [formula]).joined(separator: "\n\n")
    }

    private var title: String {
        let tally = results.tally
        return """
            \(sample.count) events (\(sample.byteCount / 1_000_000) MB) of \(options.market.profiles) people, \
            seed \(options.market.seed), on \(machine)
            \(tally.processed) processed + \(tally.duplicates) duplicate + \(results.late) late \
            + \(results.dead) dead + \(tally.withheld) withheld; medians of \(options.rounds) rounds
            """
    }

    private var table: String {
        let header = [
            "stage", "wall s", "CPU s", "spread", "ns/event", "events/s", "of parse", "records", "MB out",
        ]
        var rows: [[String]] = []
        for stage in Stage.allCases {
            guard options.only.contains(stage), let time = results.median(stage) else { continue }
            let spread = "\(Int((results.spread(stage) * 100).rounded())) %"
            rows.append(row(stage.rawValue, time, spread) + written(stage))
            if stage == .pool, let sum = results.pipeline {
                rows.append(row("= stages", sum, "") + ["", ""])
            }
        }
        return Self.aligned([header] + rows)
    }

    private func row(_ name: String, _ time: Times, _ spread: String) -> [String] {
        let perEvent = time.cpu * 1_000_000_000 / Double(sample.count)
        let part = results.median(.parse).map { "\(Int(($0.cpu / time.cpu * 100).rounded())) %" }
        return [
            name, Self.decimal(time.wall, 2), Self.decimal(time.cpu, 2), spread,
            Self.decimal(perEvent, 0), Self.grouped(Int(Double(sample.count) / time.cpu)), part ?? "-",
        ]
    }

    private func written(_ stage: Stage) -> [String] {
        guard let written = results.written[stage] else { return ["", ""] }
        return [Self.grouped(written.records), Self.decimal(Double(written.bytes) / 1_000_000, 1)]
    }

    /// What a user sees of a replay, which works on all cores.
    private var clock: [String] {
        let lines = [Stage.replay, .defaults].compactMap { stage -> String? in
            guard let time = results.median(stage) else { return nil }
            let speed = Self.grouped(Int(Double(sample.count) / time.wall))
            let part = results.median(.parse).map {
                ", \(Self.decimal($0.wall / time.wall * 100, 1)) % of what one core parses"
            }
            return "\(stage.rawValue) by the clock: \(speed) events/s\(part ?? "")"
        }
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }

    private var memory: [String] {
        var lines: [String] = []
        if let state = results.state {
            let profiles = Double(max(state.profiles, 1))
            lines.append(
                "state: \(Self.grouped(state.profiles)) profiles (\(Self.grouped(state.visitors)) of them "
                    + "visitors); \(Self.decimal(Double(state.resident) / profiles, 0)) bytes each by the growth "
                    + "of resident memory (\(Self.megabytes(state.resident))), "
                    + "\(Self.decimal(Double(state.allocated) / profiles, 0)) by that of allocated memory "
                    + "(\(Self.megabytes(state.allocated))); all that the tasks hold, buffers and names too")
            lines.append(
                "of it for unique profiles: \(Self.megabytes(state.sightings)), "
                    + "\(Self.decimal(Double(state.sightings) / profiles, 0)) bytes each")
            lines.append("peak of the stages above the events in memory: \(Self.megabytes(state.peak))")
        }
        for stage in [Stage.replay, .defaults] {
            guard let peak = results.peaks[stage] else { continue }
            lines.append("peak of \(stage.rawValue): \(Self.megabytes(peak))")
        }
        let frames = [(StageName.visitors, "visitors"), (.journeys, "journeys"), (.pool, "pool")].compactMap {
            stage, name in results.frameBytes[stage].map { "\(Self.megabytes($0)) to \(name)" }
        }
        if !frames.isEmpty { lines.append("frames: \(frames.joined(separator: ", "))") }
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }

    private var formula: String {
        (["what state costs, in bytes (MemoryLayout strides × the rounding of blocks):"]
            + StateCost.lines.map { "  \($0)" }).joined(separator: "\n")
    }

    // MARK: Text

    static func decimal(_ value: Double, _ places: Int) -> String {
        var unit = 1.0
        for _ in 0..<places { unit *= 10 }
        let whole = Int((value * unit).rounded())
        guard places > 0 else { return "\(whole)" }
        let digits = String(abs(whole) % Int(unit))
        let zeros = String(repeating: "0", count: places - digits.count)
        return "\(value < 0 ? "-" : "")\(abs(whole) / Int(unit)).\(zeros)\(digits)"
    }

    static func grouped(_ value: Int) -> String {
        var text = ""
        for (index, digit) in String(value).enumerated() {
            if index > 0, (String(value).count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    static func megabytes(_ bytes: Int) -> String { "\(decimal(Double(bytes) / 1_000_000, 0)) MB" }

    /// Rows with the first column to the left and all others to the right.
    private static func aligned(_ rows: [[String]]) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + blanks : blanks + row[column]
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
