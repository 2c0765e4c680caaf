import Foundation

/// One window of event time, from `start` up to and without `end`.
struct PlainWindow: Hashable, Sendable {
    let size: String
    let start: Int64
    let end: Int64
}

/// The reported windows that an instant lies in.
///
/// "Reported windows: 1 min, 1 h and 1 day, hours and days aligned in the pool's `time_zone` (default UTC), and
/// sliding ones (default 15 min every 1 min)".
struct PlainWindows {
    let config: ReferenceConfig
    private var zones: [Text: TimeZone] = [:]

    init(_ config: ReferenceConfig) {
        self.config = config
    }

    mutating func aligned(at time: Int64, pool: Text) -> [PlainWindow] {
        let zone = zone(of: pool)
        return config.aligned.map { Self.aligned($0, at: time, in: zone) }
    }

    func sliding(at time: Int64) -> [PlainWindow] {
        config.sliding.flatMap { size, every in
            var windows: [PlainWindow] = []
            var start = Self.floored(time, to: every)
            while start + size > time {
                windows.append(PlainWindow(size: Self.name(size), start: start, end: start + size))
                start -= every
            }
            return windows
        }
    }

    private mutating func zone(of pool: Text) -> TimeZone {
        if let zone = zones[pool] { return zone }
        let name = config.timeZones[pool.string] ?? config.defaultTimeZone
        guard let zone = TimeZone(identifier: name) else { preconditionFailure("no time zone \(name)") }
        zones[pool] = zone
        return zone
    }

    /// Days begin at the zone's midnight, hours at its full hours, anything finer with UTC.
    static func aligned(_ size: Int64, at time: Int64, in zone: TimeZone) -> PlainWindow {
        if size % ReferenceConfig.day == 0 {
            return days(Int(size / ReferenceConfig.day), at: time, in: zone)
        }
        if size % ReferenceConfig.hour == 0 { return hours(size / ReferenceConfig.hour, at: time, in: zone) }
        let start = floored(time, to: size)
        return PlainWindow(size: name(size), start: start, end: start + size)
    }

    /// A day lasts from one local midnight to the next: 23 or 25 hours where clocks change.
    private static func days(_ count: Int, at time: Int64, in zone: TimeZone) -> PlainWindow {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let midnight = calendar.startOfDay(for: date(time))
        let number = Int(
            floored(local(milliseconds(midnight), zone), to: ReferenceConfig.day) / ReferenceConfig.day)
        let first = number - (number % count + count) % count
        let noon = midnight.addingTimeInterval(12 * 3600)
        let start = calendar.startOfDay(for: noon.addingTimeInterval(Double(first - number) * 86_400))
        let end = calendar.startOfDay(for: noon.addingTimeInterval(Double(first + count - number) * 86_400))
        return PlainWindow(
            size: name(Int64(count) * ReferenceConfig.day), start: milliseconds(start), end: milliseconds(end)
        )
    }

    /// Windows of `count` hours: the full hours of one day whose numbers fall in the same `count`.
    private static func hours(_ count: Int64, at time: Int64, in zone: TimeZone) -> PlainWindow {
        let step = ReferenceConfig.hour
        func label(_ instant: Int64) -> Int64 { floored(local(instant, zone), to: count * step) }
        var start = time - (local(time, zone) - floored(local(time, zone), to: step))
        var end = start + step
        while count > 1, label(start - step) == label(start) { start -= step }
        while count > 1, label(end) == label(start) { end += step }
        return PlainWindow(size: name(count * step), start: start, end: end)
    }

    /// What the clocks of the zone show at that instant.
    private static func local(_ time: Int64, _ zone: TimeZone) -> Int64 {
        time + Int64(zone.secondsFromGMT(for: date(time))) * 1000
    }

    private static func date(_ time: Int64) -> Date {
        Date(timeIntervalSince1970: Double(time) / 1000)
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    private static func floored(_ value: Int64, to step: Int64) -> Int64 {
        let remainder = value % step
        return value - (remainder < 0 ? remainder + step : remainder)
    }

    /// "Window sizes read `PT1M` `PT15M` `PT1H` `P1D`".
    static func name(_ size: Int64) -> String {
        if size % ReferenceConfig.day == 0 { return "P\(size / ReferenceConfig.day)D" }
        if size % ReferenceConfig.hour == 0 { return "PT\(size / ReferenceConfig.hour)H" }
        return "PT\(size / ReferenceConfig.minute)M"
    }
}
