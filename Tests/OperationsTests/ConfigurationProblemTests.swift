import Operations
import Testing

@Suite("What is wrong with a configuration is said with its place and what to write instead")
struct ConfigurationProblemTests {
    @Test(
        "single values",
        arguments: [
            ("curency: EUR", "1:1: unknown key \"curency\"; did you mean \"currency\"?"),
            (
                "currency: euro",
                "1:11: currency: not a currency code; write three capital letters, such as EUR"
            ),
            ("currency: 7", "1:11: currency: \"7\" is not text; write \"7\" in quotes"),
            (
                "lateness: 5",
                "1:11: lateness: \"5\" is not a duration; write a whole number and a unit, such as 200ms, 30s, 10m, 24h or 7d"
            ),
            ("lateness: 3651d", "1:11: lateness: 3651d is out of range; write a duration from 0s to 3650d"),
            (
                "lateness:",
                "1:10: lateness: empty is not a duration; write a whole number and a unit, such as 200ms, 30s, 10m, 24h or 7d"
            ),
            ("margin_rate: 30", "1:14: margin_rate: 30 is out of range; write a number from 0 to 1"),
            ("margin_rate: \"0.3\"", "1:14: margin_rate: \"0.3\" is text; write it without quotes"),
            (
                "margin_rate: 0.1234567890123456789",
                "1:14: margin_rate: 0.1234567890123456789 has more than 18 digits; round it"
            ),
            ("max_touches: 0", "1:14: max_touches: 0 is out of range; write a number from 1 to 1024"),
            ("max_touches: 1025", "1:14: max_touches: 1025 is out of range; write a number from 1 to 1024"),
            (
                "max_touches: 1.5",
                "1:14: max_touches: \"1.5\" is not a whole number; write one from 1 to 1024"
            ),
            ("half_life: 0s", "1:12: half_life: 0s is out of range; write a duration from 1ms to 3650d"),
            (
                "primary_model: positon",
                "1:16: primary_model: \"positon\" is unknown; did you mean \"position\"?"
            ),
            (
                "primary_model: markov",
                "1:16: primary_model: \"markov\" is unknown; write one of last, first, linear, position, time_decay"
            ),
            ("lookback: {clik: 3d}", "1:12: lookback: unknown key \"clik\"; did you mean \"click\"?"),
            ("lookback: 3d", "1:11: lookback: text is not a map; write its keys below it"),
            ("blocked_ids: [0]", "1:15: blocked_ids: \"0\" is not text; write \"0\" in quotes"),
            ("blocked_ids:", "1:13: blocked_ids: empty is not a list; write it like [a, b], and [] for none"),
            (
                "sales_channels: [web, web]",
                "1:23: sales_channels: \"web\" is given twice; leave one of them out"
            ),
            (
                "consent_default: {marketing: yes}",
                "1:30: consent_default.marketing: \"yes\" is not a truth value; write true or false"
            ),
            ("churn.k: 3", "1:1: \"churn.k\" is a path; write its parts as maps, one below the other"),
            (
                "churn: {k: 0}",
                "1:12: churn.k: 0 leaves the share of a first order open; write an amount above 0, or null"
            ),
            (
                "churn: {severity: {spam: 1}}",
                "1:20: churn.severity: unknown key \"spam\"; write one of unsubscribe, notification_block, app_uninstall, spam_complaint, loyalty_exit"
            ),
            (
                "lifetime: {r: 1, a: 2}",
                "1:11: lifetime: alpha, b, p, q, v missing; write all of r, alpha, a, b, p, q and v (weir fit estimates them)"
            ),
            (
                "lifetime: {r: 1, alpha: 1, a: 1, b: 1, p: 1, q: 1, v: 1}",
                "1:49: lifetime.q: 1 is out of range; write a number above 1 and up to 1000000000"
            ),
            (
                "lifetime: {r: 300, alpha: 1, a: 1, b: 1, p: 1, q: 2, v: 1}",
                "1:11: lifetime: r and alpha make customers buy more than once a day; is alpha in weeks? (weir fit estimates them)"
            ),
            (
                "delivery: exactly_onc",
                "1:11: delivery: \"exactly_onc\" is unknown; did you mean \"exactly_once\"?"
            ),
            (
                "application: my app",
                "1:14: application: only letters, digits, \".\", \"_\" and \"-\" are possible"
            ),
            (
                "kafka: {bootstrap: \"host:99999\"}",
                "1:20: kafka.bootstrap: not a list of brokers; write host:port,host:port"
            ),
            (
                "kafka: {options: {group.id: x}}",
                "1:19: kafka.options.group.id: Weir sets this itself: it is made of application; leave it out"
            ),
            (
                "kafka: {options: {enable.partition.eof: false}}",
                "1:19: kafka.options.enable.partition.eof: Weir sets this itself: "
                    + "Weir has to see where partitions end; leave it out"
            ),
            (
                "kafka: {options: {sasl.password: [hunter2]}}",
                "1:34: kafka.options.sasl.password: a list is not a word or a number"
            ),
            ("memory_limit: 4G", "1:15: memory_limit: not an amount of memory; write it like 512MiB or 4GiB"),
            ("memory_limit: 1KiB", "1:15: memory_limit: too little to work with; write at least 64MiB"),
            ("id_key_file: gone", "1:14: id_key_file: \"gone\": there is no such file"),
            (
                "id_key_file: short.key",
                "1:14: id_key_file: the key has fewer than 16 bytes; make one: openssl rand -hex 32"
            ),
            (
                "log: {level: warn}",
                "1:14: log.level: \"warn\" is unknown; write one of trace, debug, info, notice, warning, error, critical"
            ),
            (
                "time_zone: Europe/Berlim",
                "1:12: time_zone: \"Europe/Berlim\" is not a time zone; did you mean \"Europe/Berlin\"?"
            ),
            (
                "time_zone: {acme: ../../etc/passwd}",
                "1:19: time_zone.acme: \"../../etc/passwd\" is not a time zone; write Area/City, such as Europe/Berlin"
            ),
            ("- a", "1:1: the configuration: a list is not a map; write its keys below it"),
        ])
    func values(text: String, message: String) {
        #expect(Configuration.problems(text, files: ["short.key": "abc"]) == "weir.yaml:" + message)
    }

    @Test(
        "impossible combinations",
        arguments: [
            (
                "idle_timeout: 30s",
                "1:15: idle_timeout: 30s is not less than lateness (30s); shorten it, lengthen lateness, or write never"
            ),
            (
                "lateness: 5s",
                "1:11: idle_timeout: 10s is not less than lateness (5s); shorten it, lengthen lateness, or write never"
            ),
            (
                "idle_timeout: 1s\ncommit_interval: 251ms",
                "2:18: commit_interval: 251ms is more than a quarter of idle_timeout (1s), in which a partition must be heard; shorten it"
            ),
            (
                "windows: {aligned: [], sliding: []}",
                "1:20: windows.aligned: with no sliding windows either nothing would be reported; write [1h]"
            ),
            (
                "windows: {aligned: [7m]}",
                "1:21: windows.aligned: a day does not divide into windows of 7m and whole minutes; write a size such as 5m, 15m, 1h, 6h or 1d"
            ),
            (
                "windows: {aligned: [90s]}",
                "1:21: windows.aligned: a day does not divide into windows of 90s and whole minutes; write a size such as 5m, 15m, 1h, 6h or 1d"
            ),
            (
                "windows: {aligned: [1h, 60m]}",
                "1:25: windows.aligned: 1h is given twice; leave one of them out"
            ),
            (
                "windows: {sliding: [{size: 15m, every: 4m}]}",
                "1:21: windows.sliding: size 15m is not a multiple of every 4m in whole minutes; write a pair such as {size: 15m, every: 1m}"
            ),
            (
                "windows: {sliding: [{size: 1h, every: 5m}]}",
                "1:21: windows.sliding: there are other windows of 1h, and records name only the size; choose another size"
            ),
            (
                "windows: {sliding: [{size: 15m}]}",
                "1:21: windows.sliding: a sliding window has a size and an every: {size: 15m, every: 1m}"
            ),
            ("rates: {EUR: 1.1}", "1:14: rates.EUR: the reporting currency's own rate is 1; leave it out"),
            (
                "rates: {usd: 1.1}",
                "1:9: rates: \"usd\" is not a currency code of three capital letters; write USD"
            ),
            (
                "rates: {USD: 0}",
                "1:14: rates.USD: 0 is out of range; write a number above 0 and up to 1000000"
            ),
            (
                "visit: {enter_gap: 9m}",
                "1:20: visit.enter_gap: shorter than visit.gap (10m); write at least that"
            ),
            (
                "visit: {enter_rssi: -80, exit_rssi: -70}",
                "1:37: visit.exit_rssi: above visit.enter_rssi (-80): a signal would open a visit that it cannot extend; write at most -80"
            ),
            (
                "topics: {alerts: clicks}",
                "1:18: topics.alerts: \"clicks\" is given for topics.clicks, too; choose another name"
            ),
            (
                "topics: {clicks: [weir.facts]}",
                "1:18: topics.clicks: \"weir.facts\" is an internal topic of Weir; choose another name"
            ),
            (
                "topics: {clicks: [], purchases: [], beacons: null, unsubscribes: []}",
                "1:18: topics.clicks: all four streams are absent; name a topic of one at least"
            ),
        ])
    func combinations(text: String, message: String) {
        #expect(Configuration.problems(text) == "weir.yaml:" + message)
    }

    @Test(
        "allows what is on the right side of every edge",
        arguments: [
            "idle_timeout: 29999ms", "idle_timeout: never\nlateness: 0s",
            "idle_timeout: 1s\ncommit_interval: 250ms",
            "windows: {aligned: [], sliding: [{size: 1h, every: 1h}]}",
            "windows: {aligned: [1d], sliding: []}",
            "rates: {EUR: 1.0, USD: 0.92}", "max_touches: 1024", "windows: {early_interval: never}",
            "lifetime: {acme: {r: 1, alpha: 1, a: 1, b: 1, p: 1, q: 1.1, v: 1}}", "topics: {clicks: one}",
            "visit: {enter_rssi: -70, exit_rssi: -80}", "kafka:\nrates:\nlookback: {view: null}", "",
        ])
    func allows(text: String) { #expect(Configuration.problems(text) == "") }

    @Test("reports all problems of all origins, each in its place")
    func all() {
        let problems = Configuration.problems(
            "lanes: 0\nlateness: x\ncatalogue: c.yaml",
            environment: ["WEIR_LANS": "3", "WEIR_MAX_LEAD": "1"],
            flags: [("half_life", "0s"), ("rates", "{USD")],
            files: ["c.yaml": "campaigns: {a: {chanel: x}}"])
        #expect(
            problems == """
                WEIR_LANS: no such key; did you mean "WEIR_LANES"?
                --rates: rates: not YAML: did not find expected ',' or '}'
                weir.yaml:1:8: lanes: 0 is out of range; write a number from 1 to 256
                weir.yaml:2:11: lateness: "x" is not a duration; write a whole number and a unit, such as 200ms, 30s, 10m, 24h or 7d
                --half_life: 0s is out of range; write a duration from 1ms to 3650d
                WEIR_MAX_LEAD: max_lead: "1" is not a duration; write a whole number and a unit, such as 200ms, 30s, 10m, 24h or 7d
                c.yaml:1:16: campaigns.a.channel: missing; name the channel that the campaign uses
                c.yaml:1:17: campaigns.a: unknown key "chanel"; did you mean "channel"?
                """)
    }

    @Test("lets a replay have what only workers on Kafka must not")
    func replaying() throws {
        let files = FileSource.table(["weir.yaml": "lateness: 5s\nidle_timeout: 10s"])
        let replay = try Configuration.load(
            file: "weir.yaml", environment: [:], flags: [], files: files, for: .replaying)
        #expect(replay.yaml.contains("lateness: 5s"))
        #expect(throws: Problems.self) {
            try Configuration.load(file: "weir.yaml", environment: [:], flags: [], files: files)
        }
    }

    @Test(
        "passes over variables that are for others",
        arguments: ["WEIR_HOME", "WEIR_BINARY", "WEIR_REFERENCE"])
    func others(variable: String) {
        #expect(Configuration.problems("", environment: [variable: "x"]) == "")
    }

    @Test("names a file that cannot be read")
    func missingFile() {
        #expect(throws: Problems.self) {
            try Configuration.load(file: "gone.yaml", environment: [:], flags: [], files: .table([:]))
        }
    }

    @Test("does not repeat values that may be secret")
    func secrets() {
        let problems = Configuration.problems(
            "kafka: {options: hunter2}", environment: ["WEIR_KAFKA_OPTIONS": "hunter2"])
        #expect(!problems.isEmpty && !problems.contains("hunter2"))
    }
}
