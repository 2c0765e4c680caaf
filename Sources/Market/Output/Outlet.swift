import Streaming

/// What becomes of a record on its way, drawn before it is written.
struct Fate {
    /// Held back for a moment, within `disorder`.
    var lags = false
    /// Held back for longer than the lateness.
    var isLate = false
    /// Written twice.
    var repeats = false
    /// Which of the four ways of delay.
    var lane = 0
}

/// One partition of one stream: puts records into the order in which they arrive.
///
/// Records that lag wait in one of four lanes. A lane is emptied once per `disorder`, each at another moment,
/// so a record trails the newest one by less than `disorder`. Late records wait until a whole window of twice
/// the lateness lies between them and the newest. What waits is bounded by what is written in that time.
struct Outlet {
    /// Whole records, ready to be handed over.
    private(set) var ready: [UInt8] = []
    private var lanes: [[UInt8]] = [[], [], [], []]
    private var rounds: [Int64] = [0, 0, 0, 0]
    private var filling: [UInt8] = []
    private var ageing: [UInt8] = []
    private var fillingWindow: Int64 = 0
    private var ageingWindow: Int64 = 0
    private let disorder: Milliseconds
    private let lateWindow: Milliseconds

    init(disorder: Milliseconds, lateness: Milliseconds) {
        self.disorder = disorder
        lateWindow = 2 * lateness
    }

    /// Takes a record; times must not go back.
    mutating func write(_ record: [UInt8], at time: Milliseconds, fate: Fate) {
        emptyLanes(before: time)
        if fate.isLate {
            holdLate(record, at: time)
        } else if fate.lags, disorder > 0 {
            hold(record, lane: fate.lane, at: time)
        } else {
            ready.append(contentsOf: record)
            releaseLate(after: time)
        }
        guard fate.repeats else { return }
        if fate.lane & 1 == 0 || disorder == 0 {
            ready.append(contentsOf: record)
        } else {
            hold(record, lane: fate.lane, at: time)
        }
    }

    /// Writes what still waits: nothing comes any more.
    mutating func finish() {
        for lane in lanes.indices { empty(lane) }
        ready.append(contentsOf: ageing)
        ready.append(contentsOf: filling)
        ageing.removeAll()
        filling.removeAll()
    }

    /// Forgets what was handed over.
    mutating func clear() { ready.removeAll(keepingCapacity: true) }

    private mutating func hold(_ record: [UInt8], lane: Int, at time: Milliseconds) {
        rounds[lane] = round(of: lane, at: time)
        lanes[lane].append(contentsOf: record)
    }

    private func round(of lane: Int, at time: Milliseconds) -> Int64 {
        (time + Int64(lane) * disorder / 4) / disorder
    }

    private mutating func emptyLanes(before time: Milliseconds) {
        guard disorder > 0 else { return }
        for lane in 0..<4 where !lanes[lane].isEmpty && round(of: lane, at: time) != rounds[lane] {
            empty(lane)
        }
    }

    private mutating func empty(_ lane: Int) {
        ready.append(contentsOf: lanes[lane])
        lanes[lane].removeAll(keepingCapacity: true)
    }

    /// Late records are kept by the window of their time; two windows at most are apart, older ones join.
    private mutating func holdLate(_ record: [UInt8], at time: Milliseconds) {
        let current = time / lateWindow
        if !filling.isEmpty, fillingWindow != current {
            ageing.append(contentsOf: filling)
            ageingWindow = fillingWindow
            filling.removeAll(keepingCapacity: true)
        }
        fillingWindow = current
        filling.append(contentsOf: record)
    }

    /// Late records come when the window after theirs is over, right after a newer record.
    private mutating func releaseLate(after time: Milliseconds) {
        let current = time / lateWindow
        if !ageing.isEmpty, current >= ageingWindow + 2 {
            ready.append(contentsOf: ageing)
            ageing.removeAll(keepingCapacity: true)
        }
        if !filling.isEmpty, current >= fillingWindow + 2 {
            ready.append(contentsOf: filling)
            filling.removeAll(keepingCapacity: true)
        }
    }
}
