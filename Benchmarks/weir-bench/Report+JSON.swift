internal import Market
internal import Topology

extension Report {
    /// The same as one JSON object.
    var json: String {
        var members = [
            "\"machine\": \"\(machine)\"", "\"events\": \(sample.count)", "\"bytes\": \(sample.byteCount)",
            "\"people\": \(options.market.profiles)", "\"seed\": \(options.market.seed)",
            "\"rounds\": \(options.rounds)",
        ]
        let tally = results.tally
        members.append(
            object(
                "balance",
                [
                    ("processed", tally.processed), ("duplicate", tally.duplicates), ("late", results.late),
                    ("dead", results.dead), ("withheld", tally.withheld),
                ]))
        let stages = Stage.allCases.filter { options.only.contains($0) && results.median($0) != nil }
        members.append("\"stages\": {\n\(stages.map { "    \(stage($0))" }.joined(separator: ",\n"))\n  }")
        if let state = results.state {
            members.append(
                object(
                    "state",
                    [
                        ("profiles", state.profiles), ("visitors", state.visitors),
                        ("sighting_bytes", state.sightings),
                        ("resident_bytes", state.resident), ("allocated_bytes", state.allocated),
                        ("peak_bytes", state.peak),
                    ]))
        }
        members.append(object("bytes_of", StateCost.strides))
        return "{\n  \(members.joined(separator: ",\n  "))\n}"
    }

    private func object(_ name: String, _ members: [(String, Int)]) -> String {
        "\"\(name)\": {\(members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", "))}"
    }

    private func stage(_ stage: Stage) -> String {
        let median = results.median(stage) ?? Times()
        let rounds = (results.times[stage] ?? []).map { "\($0.cpu)" }.joined(separator: ", ")
        var members = [
            "\"wall_seconds\": \(median.wall)", "\"cpu_seconds\": \(median.cpu)",
            "\"events_per_cpu_second\": \(Int(Double(sample.count) / median.cpu))",
            "\"cpu_seconds_of_rounds\": [\(rounds)]",
        ]
        if let parse = results.median(.parse) {
            members.append("\"part_of_parse\": \(parse.cpu / median.cpu)")
        }
        if let written = results.written[stage] {
            members += ["\"records_out\": \(written.records)", "\"bytes_out\": \(written.bytes)"]
        }
        if let peak = results.peaks[stage] { members.append("\"peak_bytes\": \(peak)") }
        return "\"\(stage.rawValue)\": {\(members.joined(separator: ", "))}"
    }
}
