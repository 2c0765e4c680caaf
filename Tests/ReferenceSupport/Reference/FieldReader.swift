/// Why a line is a dead letter.
struct FieldError: Error, Equatable {
    let code: String
    let field: String?

    static let malformed = FieldError(code: "malformed", field: nil)
    static func missing(_ field: String) -> FieldError { FieldError(code: "missing_field", field: field) }
    static func wrongType(_ field: String) -> FieldError { FieldError(code: "wrong_type", field: field) }
    static func outOfRange(_ field: String) -> FieldError { FieldError(code: "out_of_range", field: field) }
    static func noRate(_ field: String) -> FieldError { FieldError(code: "no_rate", field: field) }
}

/// Reads the fields of one object: deciding ones throw, all others are ignored and counted.
///
/// "A field that decides meaning or money … and is missing where required, of the wrong type or out of range,
/// used by that kind of event or not, is a dead letter that names the field. … Any other field that is empty,
/// of the wrong type or longer than its limit (256 bytes where none is given) is ignored and counted by field".
struct FieldReader {
    let object: PlainJSON
    let config: ReferenceConfig
    private(set) var ignored: [String] = []

    /// "One JSON object … per line".
    init(line: [UInt8], config: ReferenceConfig) throws(FieldError) {
        guard let object = PlainJSON.parse(line), case .object = object else { throw .malformed }
        self.object = object
        self.config = config
    }

    // MARK: Fields that decide

    func decidingText(_ field: String, limit: Int = 256) throws(FieldError) -> Text? {
        guard let value = object[field] else { return nil }
        guard let text = value.text else { throw .wrongType(field) }
        guard (1...limit).contains(text.bytes.count) else { throw .outOfRange(field) }
        return text
    }

    func requiredText(_ field: String, limit: Int = 256) throws(FieldError) -> Text {
        guard let text = try decidingText(field, limit: limit) else { throw .missing(field) }
        return text
    }

    /// One of the listed words.
    func word(_ field: String, of words: Set<String>, default standard: String?) throws(FieldError) -> String
    {
        guard let text = try decidingText(field) ?? standard.map({ Text($0) }) else { throw .missing(field) }
        guard words.contains(text.string) else { throw .outOfRange(field) }
        return text.string
    }

    /// "`event_time` and `count` take no fraction or exponent".
    func integer(_ field: String) throws(FieldError) -> Int64? {
        guard let value = object[field] else { return nil }
        guard let text = value.numberText, !text.contains(where: { ".eE".contains($0) }) else {
            throw .wrongType(field)
        }
        guard let number = Int64(text) else { throw .outOfRange(field) }
        return number
    }

    /// "RFC 3339 with offset (finer than a millisecond: truncated), or integer epoch milliseconds".
    func instant(_ field: String) throws(FieldError) -> Int64? {
        guard let text = object[field]?.text else { return try integer(field) }
        guard let instant = PlainInstant.parse(text) else { throw .outOfRange(field) }
        return instant
    }

    /// An amount in millionths of the reporting currency.
    ///
    /// "Money is a JSON number, taken as decimal text and rounded half to even to six decimals, or a decimal
    /// string with at most six. … an amount beyond ±10^12 units, as given or converted, is a dead letter".
    func money(_ field: String) throws(FieldError) -> Int128? {
        guard let value = object[field] else { return nil }
        return try amount(value, field)
    }

    /// One amount, converted by the event's currency.
    func amount(_ value: PlainJSON, _ field: String) throws(FieldError) -> Int128? {
        guard let decimal = try decimal(value, field) else { return nil }
        guard let amount = Self.limited(decimal.rounded(toPlaces: 6)) else { throw .outOfRange(field) }
        guard let rate = try rate() else { return amount }
        guard let converted = Self.limited(multiplied(amount, by: rate)) else { throw .outOfRange(field) }
        return converted
    }

    private func decimal(_ value: PlainJSON, _ field: String) throws(FieldError) -> ExactDecimal? {
        switch value {
        case .number(let text):
            return ExactDecimal(text)
        case .string(let text):
            guard !text.string.lowercased().contains("e"), let decimal = ExactDecimal(text.string),
                decimal.exponent >= -6
            else { throw .outOfRange(field) }
            return decimal
        default:
            throw .wrongType(field)
        }
    }

    private static func limited(_ amount: Int128?) -> Int128? {
        guard let amount, amount.magnitude <= powerOfTen(18).magnitude else { return nil }
        return amount
    }

    /// "`currency` defaults to the reporting currency; others, once rounded, are multiplied by the rate in the
    /// config and rounded again …; one without a rate is a dead letter." Nil for the reporting currency.
    @discardableResult
    func rate() throws(FieldError) -> ExactDecimal? {
        guard let currency = try decidingText("currency")?.string, currency != config.currency else {
            return nil
        }
        guard let rate = config.rates[currency] else { throw .noRate("currency") }
        guard let decimal = ExactDecimal(rate) else { preconditionFailure("rate of \(currency): \(rate)") }
        return decimal
    }

    // MARK: Other fields

    mutating func otherText(_ field: String, limit: Int = 256) -> Text? {
        guard let value = object[field] else { return nil }
        guard let text = value.text, (1...limit).contains(text.bytes.count) else {
            ignored.append(field)
            return nil
        }
        return text
    }

    /// Counts a field that must be an array, or a number, where it is something else.
    mutating func checkOther(_ field: String, where isValid: (PlainJSON) -> Bool) {
        if let value = object[field], !isValid(value) { ignored.append(field) }
    }

    /// "Customer and anonymous ids listed in `blocked_ids` (… any case) count as absent".
    mutating func identifier(_ field: String) -> Text? {
        guard let text = otherText(field) else { return nil }
        let blocked = config.blockedIDs.map { $0.lowercased() }
        return blocked.contains(text.string.lowercased()) ? nil : text
    }

    /// "One value that is no boolean spoils the object"; "an empty object denies all".
    mutating func consent() -> [String: Bool]? {
        guard let value = object["consent"] else { return nil }
        guard case .object(let members) = value else {
            ignored.append("consent")
            return nil
        }
        var words: [String: Bool] = [:]
        for (name, word) in members {
            guard case .bool(let allowed) = word else {
                ignored.append("consent")
                return nil
            }
            words[name.string] = allowed
        }
        return members.isEmpty ? ["analytics": false, "marketing": false, "location": false] : words
    }
}
