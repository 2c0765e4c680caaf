import Operations
import Testing
import Topology

@Suite("The digest is that of what decides numbers")
struct DigestTests {
    private let files = [
        "a.yaml": "campaigns: {x: {channel: email}}", "b.yaml": "campaigns: {x: {channel: mail}}",
        "a.json": "{\"campaigns\": {\"x\": {\"channel\": \"email\"}}}",
        "one.key": "0123456789abcdef", "two.key": "0123456789abcdeF",
    ]

    private func digest(_ text: String) throws -> UInt64 {
        try Configuration.read(text, files: files).settings.digest
    }

    @Test(
        "changes with every key that decides numbers",
        arguments: [
            "currency: USD", "rates: {USD: 0.92}", "default_pool: acme", "margin_rate: 0.31",
            "primary_model: last",
            "lateness: 31s", "idle_timeout: 11s", "idle_timeout: never", "max_future_skew: 4m",
            "dedup_window: 23h",
            "windows: {aligned: [1m, 1h]}", "windows: {sliding: []}", "windows: {early_interval: 2m}",
            "windows: {early_interval: never}", "time_zone: Europe/Berlin",
            "time_zone: {acme: Europe/Berlin}",
            "lookback: {impression: 2d}", "lookback: {view: 2d}", "lookback: {visit: 2d}",
            "lookback: {default: 2d}",
            "half_life: 8d", "touch_gap: 31m", "max_touches: 65", "refund_window: 61d", "room_window: 8d",
            "active_window: 91d", "visit: {gap: 11m}", "visit: {enter_gap: 5h}",
            "visit: {minimum_dwell: 61s}",
            "visit: {enter_rssi: -80}", "visit: {exit_rssi: -80}", "blocked_ids: []",
            "consent_default: {analytics: false}", "consent_default: {marketing: false}",
            "consent_default: {location: false}", "offline_channels: [store]", "sales_channels: [web]",
            "lifetime: {r: 1, alpha: 1, a: 1, b: 1, p: 1, q: 2, v: 1}",
            "lifetime: {acme: {r: 1, alpha: 1, a: 1, b: 1, p: 1, q: 2, v: 1}}", "churn: {k: 3}",
            "churn: {prior: {email: 0.2}}", "churn: {prior_default: 0.2}", "churn: {prospect_value: 1}",
            "churn: {severity: {unsubscribe: 0.9}}", "churn: {severity: {notification_block: 0.9}}",
            "churn: {severity: {app_uninstall: 0.9}}", "churn: {severity: {spam_complaint: 0.9}}",
            "churn: {severity: {loyalty_exit: 0.9}}", "id_key_file: one.key", "catalogue: a.yaml",
        ])
    func changes(text: String) throws { #expect(try digest(text) != digest("")) }

    @Test(
        "stays with where and how it runs, and with another way to say the same",
        arguments: [
            "kafka: {bootstrap: \"a:1\", options: {client.rack: x}}", "application: other", "instance: one",
            "lanes: 9",
            "topics: {clicks: [c], metrics: m}", "partitions: {profiles: 8, pools: 2}",
            "delivery: at_least_once",
            "commit_interval: 100ms", "max_lead: 1m", "memory_limit: 1GiB",
            "log: {format: json, level: debug}",
            "lateness: 30000ms", "margin_rate: 0.30", "windows: {aligned: [1d, 60m, 1m]}",
            "lookback: {view: 30d}",
            "blocked_ids: [anonymous, \"N/A\", none, unknown, guest, \"undefined\", \"null\", \"0\"]",
        ])
    func stays(text: String) throws { #expect(try digest(text) == digest("")) }

    @Test("follows the content of the catalogue and the key, not their files' names")
    func content() throws {
        #expect(try digest("catalogue: a.yaml") == digest("catalogue: a.json"))
        #expect(try digest("catalogue: a.yaml") != digest("catalogue: b.yaml"))
        #expect(try digest("id_key_file: one.key") != digest("id_key_file: two.key"))
    }

    @Test(
        "every word of the catalogue counts",
        arguments: [
            "pool: p", "team: t", "partner: p", "objective: awareness", "lead_value: 1", "target: {roi: 1}",
            "cost: {model: cpc, price: 1}", "budget: {amount: 1, period: P1D}", "start: 2026-01-01",
            "end: 2026-01-01", "status: paused",
        ])
    func catalogue(extra: String) throws {
        let plain = try Configuration.read("catalogue: c", files: ["c": "campaigns: {x: {channel: a}}"])
        let other = try Configuration.read(
            "catalogue: c", files: ["c": "campaigns: {x: {channel: a, \(extra)}}"])
        #expect(plain.settings.digest != other.settings.digest)
    }
}
