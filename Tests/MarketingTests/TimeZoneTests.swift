import Marketing
import Streaming
import Testing

extension TimeZoneTable {
    static let berlin = TimeZoneTable(
        name: "Europe/Berlin", transitions: [1_774_746_000_000, 1_792_890_000_000],
        offsets: [.hour, 2 * .hour, .hour])
    static let lordHowe = TimeZoneTable(
        name: "Australia/Lord_Howe", transitions: [1_775_314_800_000, 1_791_041_400_000],
        offsets: [11 * .hour, 630 * .minute, 11 * .hour])
    static let havana = TimeZoneTable(
        name: "America/Havana", transitions: [1_772_946_000_000, 1_793_509_200_000],
        offsets: [-5 * .hour, -4 * .hour, -5 * .hour])
    static let kolkata = TimeZoneTable(name: "Asia/Kolkata", transitions: [], offsets: [330 * .minute])
    /// Goes back over midnight: 00:01 becomes 23:01, as St John's did until 2011.
    static let overMidnight = TimeZoneTable(
        name: "over midnight", transitions: [1_793_509_260_000], offsets: [-4 * .hour, -5 * .hour])
}

@Suite("Windows in time zones")
struct TimeZoneTests {
    /// Days, hours and minutes since 2026-01-01T00:00Z.
    private func day(_ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Milliseconds {
        let days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + day - 1
        return 1_767_225_600_000 + Milliseconds(days) * .day + Milliseconds(hour) * .hour
            + Milliseconds(minute) * .minute
    }

    private func expect(
        _ zone: TimeZoneTable, _ size: Milliseconds, holding time: Milliseconds, from start: Milliseconds,
        to end: Milliseconds, _ location: SourceLocation = #_sourceLocation
    ) {
        let window = zone.window(holding: time, size: size)
        #expect(window.start == start && window.end == end, sourceLocation: location)
    }

    @Test("in UTC are aligned to the day", arguments: [.minute, .hour, .day] as [Milliseconds])
    func utc(size: Milliseconds) {
        let start = day(3, 29, 1)
        let aligned = start.floorDivided(by: size) * size
        expect(.utc, size, holding: start, from: aligned, to: aligned + size)
        expect(.utc, size, holding: aligned - 1, from: aligned - size, to: aligned)
        expect(.utc, size, holding: -1, from: -size, to: 0)
    }

    @Test("days of Berlin have 23 hours in March and 25 in October")
    func berlinDays() {
        let (march, october) = (day(3, 28, 23), day(10, 24, 22))
        expect(.berlin, .day, holding: march - 1, from: day(3, 27, 23), to: march)
        for hour in 0..<23 as Range<Milliseconds> {
            expect(.berlin, .day, holding: march + hour * .hour, from: march, to: march + 23 * .hour)
        }
        expect(.berlin, .day, holding: march + 23 * .hour, from: day(3, 29, 22), to: day(3, 30, 22))
        for hour in 0..<25 as Range<Milliseconds> {
            expect(.berlin, .day, holding: october + hour * .hour, from: october, to: october + 25 * .hour)
        }
        expect(.berlin, .day, holding: october + 25 * .hour, from: day(10, 25, 23), to: day(10, 26, 23))
    }

    @Test("hours of Berlin follow each other, the repeated one is a window of its own")
    func berlinHours() {
        for change in [day(3, 29, 1), day(10, 25, 1)] {
            for hour in -3..<3 as Range<Milliseconds> {
                let start = change + hour * .hour
                expect(.berlin, .hour, holding: start, from: start, to: start + .hour)
                expect(.berlin, .hour, holding: start + .hour - 1, from: start, to: start + .hour)
            }
        }
    }

    @Test("zones with half hours begin theirs at half past")
    func halfHours() {
        expect(.kolkata, .hour, holding: day(5, 1, 10), from: day(5, 1, 9, 30), to: day(5, 1, 10, 30))
        expect(.kolkata, .day, holding: day(5, 1, 10), from: day(4, 30, 18, 30), to: day(5, 1, 18, 30))
        expect(.kolkata, .minute, holding: day(5, 1, 10) + 1, from: day(5, 1, 10), to: day(5, 1, 10, 1))
    }

    @Test("Lord Howe's change of thirty minutes cuts an hour, and makes days of 24 1/2 and 23 1/2 hours")
    func lordHowe() {
        let (april, october) = (day(4, 4, 15), day(10, 3, 15, 30))
        // 02:00 becomes 01:30: what is left of that hour is a window of half an hour.
        expect(.lordHowe, .hour, holding: april - 1, from: day(4, 4, 14), to: april)
        expect(.lordHowe, .hour, holding: april, from: april, to: april + 30 * .minute)
        expect(
            .lordHowe, .hour, holding: april + 30 * .minute, from: day(4, 4, 15, 30), to: day(4, 4, 16, 30))
        expect(.lordHowe, .day, holding: april, from: day(4, 4, 13), to: day(4, 4, 13) + 1_470 * .minute)
        // 02:00 becomes 02:30.
        expect(.lordHowe, .hour, holding: october - 1, from: day(10, 3, 14, 30), to: october)
        expect(.lordHowe, .hour, holding: october, from: october, to: october + 30 * .minute)
        expect(
            .lordHowe, .day, holding: october, from: day(10, 3, 13, 30),
            to: day(10, 3, 13, 30) + 1_410 * .minute)
    }

    @Test("a day without midnight begins later, one with two at the first")
    func midnight() {
        expect(.havana, .day, holding: day(3, 8, 5), from: day(3, 8, 5), to: day(3, 9, 4))
        expect(.havana, .day, holding: day(3, 8, 4, 59), from: day(3, 7, 5), to: day(3, 8, 5))
        expect(.havana, .day, holding: day(11, 1, 4), from: day(11, 1, 4), to: day(11, 2, 5))
        expect(.havana, .day, holding: day(11, 1, 5), from: day(11, 1, 4), to: day(11, 2, 5))
        expect(.overMidnight, .day, holding: day(11, 1, 3, 59), from: day(10, 31, 4), to: day(11, 1, 4))
        // From here on the clock of the wall shows the former day once more; the new one has begun.
        expect(.overMidnight, .day, holding: day(11, 1, 4), from: day(11, 1, 4), to: day(11, 2, 5))
        expect(.overMidnight, .day, holding: day(11, 1, 4, 30), from: day(11, 1, 4), to: day(11, 2, 5))
        expect(.overMidnight, .day, holding: day(11, 1, 5), from: day(11, 1, 4), to: day(11, 2, 5))
    }

    @Test("the offset changes at the transition, not before")
    func offsets() {
        #expect(TimeZoneTable.berlin.offset(at: 1_774_745_999_999) == .hour)
        #expect(TimeZoneTable.berlin.offset(at: 1_774_746_000_000) == 2 * .hour)
        #expect(TimeZoneTable.berlin.offset(at: .min) == .hour)
        #expect(TimeZoneTable.berlin.offset(at: .max) == .hour)
    }

    @Test(
        "partition time without gap or overlap", arguments: Array(1...6) as [UInt64],
        [1, 5, 30, 60, 90, 120, 360, 720, 1_440] as [Milliseconds])
    func partition(seed: UInt64, minutes: Milliseconds) {
        var random = Seeded(state: seed)
        let size = minutes * .minute
        var zones: [TimeZoneTable] = [.utc, .berlin, .lordHowe, .havana, .kolkata, .overMidnight]
        zones += (0..<6).map { _ in Self.zone(&random) }
        for zone in zones {
            for round in 0..<30 {
                let near =
                    zone.transitions.isEmpty
                    ? day(6, 1) : zone.transitions[random.below(zone.transitions.count)]
                let time = near + Milliseconds(random.signed(3 * 86_400_000))
                let window = zone.window(holding: time, size: size)
                let note = Comment(rawValue: "seed \(seed), \(zone), \(size), round \(round)")
                #expect(window.start <= time && time < window.end, note)
                #expect(zone.window(holding: window.start, size: size) == window, note)
                #expect(zone.window(holding: window.end - 1, size: size) == window, note)
                #expect(zone.window(holding: window.end, size: size).start == window.end, note)
                #expect(zone.window(holding: window.start - 1, size: size).end == window.start, note)
                #expect(window.start % .minute == 0 && window.end % .minute == 0, note)
            }
        }
    }

    /// Changes of up to an hour, months apart, at any minute.
    private static func zone(_ random: inout Seeded) -> TimeZoneTable {
        var transitions: [Milliseconds] = []
        var offsets = [Milliseconds(random.signed(48)) * 15 * .minute]
        var time: Milliseconds = 1_767_225_600_000
        for index in 0..<6 {
            time += (60 * .day) + Milliseconds(random.below(2 * 86_400)) * .minute
            transitions.append(time)
            let step = [20, 30, 60][random.below(3)] * Milliseconds.minute
            offsets.append(offsets[index] + (index % 2 == 0 ? step : -step))
        }
        return TimeZoneTable(name: "random", transitions: transitions, offsets: offsets)
    }
}
