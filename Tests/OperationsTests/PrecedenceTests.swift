import Events
import Marketing
import Mathematics
import Operations
import Streaming
import Testing
import Topology

@Suite("A flag comes before the environment, that before the file, that before the default")
struct PrecedenceTests {
    @Test("for single values, and each origin is remembered")
    func order() throws {
        let text = "lanes: 3\nlateness: 1m\nmax_touches: 9"
        let configuration = try Configuration.read(
            text,
            environment: ["WEIR_LANES": "4", "WEIR_LATENESS": "2m", "WEIR_INSTANCE": "", "PATH": "/bin"],
            flags: [("lanes", "5"), ("lanes", "6")])
        #expect(configuration.deployment.lanes == 6)
        #expect(configuration.settings.events.lateness == 2 * .minute)
        #expect(configuration.settings.journeys.maxTouches == 9)
        #expect(configuration.settings.journeys.touchGap == 30 * .minute)
        #expect(configuration.origin(of: "lanes") == .flag("--lanes"))
        #expect(configuration.origin(of: "lateness") == .environment("WEIR_LATENESS"))
        #expect(configuration.origin(of: "max_touches") == .file("weir.yaml"))
        #expect(configuration.origin(of: "touch_gap") == .builtIn)
        #expect(configuration.origin(of: "instance") == .builtIn)
        #expect(configuration.origin(of: "no.such.key") == nil)
    }

    @Test("maps given in part keep their other entries")
    func maps() throws {
        let configuration = try Configuration.read(
            "rates: {USD: 0.92, GBP: 1.17}\nlookback: {open: 2d}\nchurn: {severity: {spam_complaint: 3}}",
            environment: ["WEIR_RATES": "{USD: 0.9}", "WEIR_LOOKBACK": "{view: 1d}"],
            flags: [("rates.CHF", "1.05"), ("kafka.options.a.b", "c")])
        let events = configuration.settings.events
        #expect(events.rates["USD"] == Decimal(mantissa: 9, scale: 1))
        #expect(events.rates.keys.sorted() == ["CHF", "GBP", "USD"])
        #expect(
            configuration.settings.journeys.lookback == [.open: 2 * .day, .view: .day, .impression: .day])
        #expect(configuration.settings.journeys.visitLookback == 7 * .day)
        #expect(configuration.valuation.severities["spam_complaint"] == Decimal(mantissa: 3, scale: 0))
        #expect(configuration.valuation.severities["loyalty_exit"] == Decimal(mantissa: 2, scale: 0))
        #expect(configuration.deployment.options == ["a.b": "c"])
    }

    @Test("lists and time zones replace the former value")
    func lists() throws {
        let configuration = try Configuration.read(
            "time_zone: Europe/Berlin\ntopics: {clicks: [a]}",
            environment: ["WEIR_TOPICS_CLICKS": "b, c", "WEIR_WINDOWS_ALIGNED": "1h,1m"],
            flags: [("time_zone", "{acme: Asia/Tokyo}"), ("blocked_ids", "0,null"), ("topics.beacons", "[]")])
        #expect(configuration.deployment.topics.clicks == ["b", "c"])
        #expect(configuration.deployment.topics.beacons == [])
        #expect(configuration.settings.windows.aligned == [.minute, .hour])
        #expect(configuration.settings.windows.defaultZone == .utc)
        #expect(configuration.settings.windows.zone(of: "acme").name == "Asia/Tokyo")
        #expect(configuration.settings.events.blockedIDs == ["0", "null"])
    }

    @Test("Kubernetes' variables for a service named weir are none of ours")
    func serviceLinks() {
        let environment = [
            "WEIR_PORT": "tcp://10.0.0.1:80", "WEIR_SERVICE_HOST": "10.0.0.1", "WEIR_SERVICE_PORT_HTTP": "80",
            "WEIR_PORT_80_TCP_ADDR": "10.0.0.1", "WEIR_CONFIG": "x",
        ]
        #expect(Configuration.problems("", environment: environment) == "")
    }

    @Test("paths in a file are relative to it")
    func paths() throws {
        let files = [
            "etc/weir.yaml": "catalogue: c.json", "etc/c.json": "{}", "c.json": "{\"pools\": {\"a\": {}}}",
        ]
        let fromFile = try Configuration.load(
            file: "etc/weir.yaml", environment: [:], flags: [], files: .table(files))
        #expect(fromFile.deployment.catalogue == "etc/c.json")
        let fromFlag = try Configuration.load(
            file: "etc/weir.yaml", environment: [:], flags: [.init(path: "catalogue", value: "c.json")],
            files: .table(files))
        #expect(fromFlag.settings.catalogue.pools.count == 1)
    }
}
