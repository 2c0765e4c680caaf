import Streaming

/// How lively the market is: by hour of the day and day of the week, straight between the hours.
struct Season {
    private static let hours: [Double] = [
        12, 7, 4, 3, 3, 6, 16, 32, 46, 54, 58, 60, 66, 62, 56, 55, 58, 66, 78, 92, 100, 90, 60, 28,
    ]
    private static let weekdays: [Double] = [0.96, 0.94, 0.95, 1.0, 1.04, 1.15, 1.08]

    private let start: Milliseconds
    private let minutes: Int
    /// What is still to come, by minute of the run.
    private(set) var remaining: Double

    init(start: Milliseconds, duration: Milliseconds) {
        self.start = start
        minutes = Int((duration + .minute - 1) / .minute)
        remaining = 0
        for minute in 0..<minutes { remaining += Self.weight(at: start + Int64(minute) * .minute) }
    }

    /// Goes a minute on, and tells its weight.
    mutating func enter(minute time: Milliseconds) -> Double {
        let weight = Self.weight(at: time)
        remaining = max(remaining - weight, 0)
        return weight
    }

    /// The liveliness of a minute.
    static func weight(at time: Milliseconds) -> Double {
        let hour = TownClock.hour(at: time)
        let part = Double((time + TownClock.offset) % .hour / .minute) / 60
        let between = hours[hour] * (1 - part) + hours[(hour + 1) % 24] * part
        return between * weekdays[TownClock.weekday(at: time)]
    }
}
