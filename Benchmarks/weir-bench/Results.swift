internal import Topology

/// Everything that was measured.
struct Results {
    /// Times by stage, one of every round.
    var times: [Stage: [Times]] = [:]
    /// What a stage wrote, where it writes records.
    var written: [Stage: (records: Int, bytes: Int)] = [:]
    /// What stages cost in memory.
    var state: State?
    /// The most that was resident during a replay, above what was before it.
    var peaks: [Stage: Int] = [:]
    var frameBytes: [StageName: Int] = [:]
    var tally = Tally()
    var late = 0
    var dead = 0

    /// The state of all tasks after the last event.
    struct State {
        let profiles: Int
        let visitors: Int
        /// The blocks in which profiles keep where they were counted, in bytes.
        let sightings: Int
        /// How much more was resident than before.
        let resident: Int
        /// How much more was allocated than before.
        let allocated: Int
        /// The most that was resident on the way, above what was before.
        let peak: Int
    }

    mutating func add(_ meter: Meter) {
        for (stage, time) in meter.times { times[stage, default: []].append(time) }
    }

    /// The median round by CPU time; nil where the stage did not run.
    func median(_ stage: Stage) -> Times? {
        guard let rounds = times[stage]?.sorted(by: { $0.cpu < $1.cpu }), !rounds.isEmpty else { return nil }
        return rounds[rounds.count / 2]
    }

    /// How far the rounds of a stage lie apart, as a part of the median.
    func spread(_ stage: Stage) -> Double {
        let cpu = (times[stage] ?? []).map(\.cpu)
        guard let median = median(stage)?.cpu, median > 0, let least = cpu.min(), let most = cpu.max() else {
            return 0
        }
        return (most - least) / median
    }

    /// The stages of the pipeline added up; nil where not all of them ran.
    var pipeline: Times? {
        var sum = Times()
        for stage in Stage.pipeline {
            guard let times = median(stage) else { return nil }
            sum = sum + times
        }
        return sum
    }
}
