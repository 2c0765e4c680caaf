import Streaming
import Testing

@testable import Operations

@Suite("What no log line can hold")
struct LogPrivacyTests {
    /// Stands for what must not get out: an address, a payload, a password, a broken line.
    private static let canaries = [
        "canary@example.com", #"{"customer_id":"canary"}"#, "password=canary", "canary\n{\"level\"",
        "+49 canary", "/canary", "kanári-canary", "", String(repeating: "canary", count: 50),
    ]

    @Test("text that is no name goes through no field but those of business names", arguments: canaries)
    func canary(text: String) {
        let doors: [LogField] = [
            .version(text), .librdkafka(text), .instance(text), .application(text), .code(librdkafka: text),
            .task(text + " ", 0), .heldBy(text + " ", 0), .topic(text + " "),
        ]
        for field in doors { #expect(field.value.bare == "invalid") }
        let probe = LogProbe()
        for event in LogEvent.all {
            for field in doors where event.fields.contains(field.name) {
                probe.log(event, field)
                probe.log(event, event.longest.first { $0.name != field.name }, field)
            }
        }
        let lines = probe.lines()
        #expect(!lines.isEmpty)
        #expect(!lines.contains { $0.contains("canary") })
    }

    @Test("these are all the fields whose text comes from elsewhere")
    func doors() {
        let open: Set<LogField.Name> = [
            .version, .librdkafka, .instance, .application, .code, .task, .heldBy, .topic,  // names only
            .pool, .campaign,  // business names
        ]
        let closed: Set<LogField.Name> = [
            .config, .from, .to, .reason, .cause, .stream, .stage, .profile,
            .phase,
        ]
        for field in LogField.longest {
            guard case .text = field.value else { continue }
            #expect(open.contains(field.name) || closed.contains(field.name), "\(field.name.rawValue)")
        }
    }

    @Test("of a profile's hash only eight digits are shown, leading zeros included")
    func profile() {
        let hash = Hash128(high: 0x00AB_CDEF_DEAD_BEEF, low: 0x1234_5678_9ABC_DEF0)
        let probe = LogProbe(level: .critical)
        probe.log(.profileErased, .stage(.journeys), .partition(3), .count(1), .profile(hash))
        let expected =
            #"{"ts":"2026-03-01T12:03:04.005Z","level":"notice","event":"profile_erased","#
            + #""msg":"profile 00abcdef was erased","stage":"journeys","partition":3,"count":1,"#
            + #""profile":"00abcdef"}"#
        #expect(probe.lines() == [expected])
    }

    @Test("names that are names are shown")
    func names() {
        #expect(LogField.code(librdkafka: "_TIMED_OUT").value.bare == "_TIMED_OUT")
        #expect(LogField.task("weir.visitors", 3).value.bare == "weir.visitors-3")
        #expect(LogField.version("0.3.0-dev").value.bare == "0.3.0-dev")
    }
}
