internal import Events
internal import Mathematics
internal import Streaming

extension EventRules {
    /// Reads the rules; the id key's bytes are filled in by the caller, who reads files.
    init(_ settings: inout SettingReader) {
        self.init()
        currency = settings.text("currency")
        if !currency.isEmpty, !Self.isCurrency(currency) {
            settings.report("currency", "not a currency code; write three capital letters, such as EUR")
        }
        rates = Self.rates(&settings, reporting: currency)
        marginRate = settings.decimal("margin_rate", in: 0...1)
        maxFutureSkew = settings.duration("max_future_skew", in: 0...(3_650 * .day))
        lateness = settings.duration("lateness", in: 0...(3_650 * .day))
        blockedIDs = settings.texts("blocked_ids")
    }

    static func isCurrency(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    private static func rates(
        _ settings: inout SettingReader, reporting currency: String
    ) -> [String: Decimal] {
        var rates: [String: Decimal] = [:]
        for entry in settings.entries("rates") {
            guard isCurrency(entry.key) else {
                let hint = isCurrency(entry.key.uppercased()) ? "; write \(entry.key.uppercased())" : ""
                settings.reader.report(
                    entry.place,
                    "rates: \"\(entry.key)\" is not a currency code of three capital letters\(hint)")
                continue
            }
            let name = "rates.\(entry.key)"
            guard let rate = settings.reader.decimal(entry.value, name, in: 0...1_000_000, above: true)
            else { continue }
            if entry.key == currency, rate != Decimal(mantissa: 1, scale: 0) {
                settings.reader.report(
                    entry.value, name, "the reporting currency's own rate is 1; leave it out")
            }
            rates[entry.key] = rate
        }
        return rates
    }
}
