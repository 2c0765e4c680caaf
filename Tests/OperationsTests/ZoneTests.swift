import Foundation
import Marketing
import Operations
import Streaming
import Testing

@testable import Operations

@Suite("Time zones are tables from 2000 to 2100")
struct ZoneTests {
    private let source = ZoneSource(files: .machine)

    private func offset(_ zone: TimeZoneTable, at time: Milliseconds) -> Milliseconds {
        zone.offsets[zone.transitions.count { $0 <= time }]
    }

    private func milliseconds(_ text: String) throws -> Milliseconds {
        Milliseconds(try Date(text, strategy: .iso8601).timeIntervalSince1970) * 1_000
    }

    @Test(
        "Berlin changes twice in 2026, and in 2099 by the rule",
        arguments: [
            ("2026-03-29T01:00:00Z", 120), ("2026-10-25T01:00:00Z", 60), ("2037-10-25T01:00:00Z", 60),
            ("2038-03-28T01:00:00Z", 120), ("2099-03-29T01:00:00Z", 120), ("2100-10-31T01:00:00Z", 60),
        ] as [(String, Milliseconds)])
    func berlin(instant: String, minutes: Milliseconds) throws {
        let zone = try source.table(named: "Europe/Berlin")
        let time = try milliseconds(instant)
        #expect(zone.transitions.contains(time))
        #expect(offset(zone, at: time) == minutes * .minute)
        #expect(offset(zone, at: time - 1) == (180 - minutes) * .minute)
    }

    @Test("Berlin has two changes in each of 101 years, and begins in winter")
    func count() throws {
        let zone = try source.table(named: "Europe/Berlin")
        #expect(zone.transitions.count == 202)
        #expect(zone.offsets.first == 60 * .minute)
        #expect(zone.transitions == zone.transitions.sorted())
    }

    @Test("Lord Howe changes by half an hour")
    func lordHowe() throws {
        let zone = try source.table(named: "Australia/Lord_Howe")
        let time = try milliseconds("2026-04-04T15:00:00Z")
        #expect(offset(zone, at: time - 1) == 660 * .minute)
        #expect(offset(zone, at: time) == 630 * .minute)
    }

    @Test(
        "zones without changes have none",
        arguments: [
            ("UTC", 0), ("Etc/GMT+5", -300), ("Asia/Kolkata", 330), ("Asia/Kathmandu", 345),
        ] as [(String, Milliseconds)])
    func fixed(name: String, minutes: Milliseconds) throws {
        let zone = try source.table(named: name)
        #expect(zone.transitions.isEmpty && zone.offsets == [minutes * .minute])
        #expect(zone.name == name)
    }

    @Test(
        "agrees with Foundation on every day of a century",
        arguments: [
            "Europe/Berlin", "America/New_York", "Europe/Dublin", "Africa/Casablanca", "America/Sao_Paulo",
            "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Apia", "America/Asuncion", "Antarctica/Troll",
        ])
    func agrees(name: String) throws {
        let zone = try source.table(named: name)
        let foundation = try #require(TimeZone(identifier: name))
        // Foundation has rules of its own for years ahead; the years that have been are facts.
        for day in Int64(10_957)..<20_454 {
            let time = day * .day + 12 * .hour
            let seconds = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time / 1_000)))
            #expect(offset(zone, at: time) == Milliseconds(seconds) * 1_000, "\(name), day \(day)")
        }
    }

    @Test(
        "unknown names are an error with a suggestion",
        arguments: [
            ("Europe/Berlim", "\"Europe/Berlim\" is not a time zone; did you mean \"Europe/Berlin\"?"),
            ("berlin", "\"berlin\" is not a time zone; did you mean \"Europe/Berlin\"?"),
            ("New York", "\"New York\" is not a time zone; did you mean \"America/New_York\"?"),
            (
                "Nowhere/AtAll!",
                "\"Nowhere/AtAll!\" is not a time zone; write Area/City, such as Europe/Berlin"
            ),
            ("tzdata.zi", "\"tzdata.zi\" is not a time zone; write Area/City, such as Europe/Berlin"),
        ])
    func unknown(name: String, message: String) {
        #expect(throws: ZoneError(message: message)) { try source.table(named: name) }
    }

    @Test(
        "reads the rules of POSIX",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", 2_026, 1_774_749_600, 1_792_897_200),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2_026, 1_791_079_200, 1_775_354_400),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 2_026, 1_792_893_600, 1_774_746_000),
            ("AAA3BBB,J60/0,300", 2_028, 1_835_481_600, 1_856_224_800),
        ])
    func rules(text: String, year: Int, start: Int, end: Int) throws {
        let summer = try #require(ZoneRule(text)?.summer)
        #expect(summer.start.seconds(in: year) == start)
        #expect(summer.end.seconds(in: year) == end)
    }

    @Test(
        "refuses what is no rule",
        arguments: ["", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "C-1", "CET-1CEST,M13.5.0,M10.5.0"])
    func noRules(text: String) { #expect(ZoneRule(text) == nil) }

    @Test("refuses broken files, whatever is cut off")
    func broken() throws {
        let bytes = try FileSource.machine.read("/usr/share/zoneinfo/Europe/Berlin", 1 << 20)
        for length in 0..<bytes.count { #expect(ZoneFile(Array(bytes.prefix(length))) == nil, "\(length)") }
    }
}
