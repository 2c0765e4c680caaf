import Mathematics
import Streaming

/// Reads single values of one record after the other.
///
/// `required…` and `checked…` are for fields that decide meaning or money: they throw. Other fields are ignored
/// where they are bad, and noted.
///
/// It is apart from the decoder because it is small: the compiler copies a noncopyable struct that is lent from
/// inside a mutating method, and the decoder takes 256 bytes.
struct FieldReader: ~Copyable {
    private var parser = RecordParser()
    /// Fields of the record that are present, bad, and not worth a dead letter.
    private(set) var ignored: InputFields = []

    /// Reads the listed fields of a record.
    mutating func parse(_ record: Record, listed: InputFields) throws(DeadLetter) {
        ignored = []
        if let code = parser.parse(record, listed: listed) { throw DeadLetter(code) }
    }

    /// The limit of a string in bytes (SPEC 2).
    @inline(__always)
    static func limit(of field: InputField) -> Int {
        field == .eventID || field == .campaignID ? 128 : 256
    }

    @inline(__always)
    func isPresent(_ field: InputField) -> Bool { parser.present.contains(field) }

    /// Lends the string of a field that was found usable or checked.
    @inline(__always)
    func withString<Result>(_ field: InputField, _ body: (Span<UInt8>) -> Result) -> Result {
        parser.withText(field, body)
    }

    // MARK: Fields that are ignored where they are bad

    /// Whether a field has a string that can be used; one that cannot is noted.
    @inline(__always)
    mutating func isUsable(_ field: InputField) -> Bool {
        guard isPresent(field) else { return false }
        if parser.kind(field) == .string, (1...Self.limit(of: field)).contains(parser.length(field)) {
            return true
        }
        ignored.insert(field)
        return false
    }

    /// Notes that a field is bad.
    mutating func ignore(_ field: InputField) { ignored.insert(field) }

    /// Whether a field has a value of this kind; any other is noted.
    mutating func isUsable(_ field: InputField, as kind: FieldKind) -> Bool {
        guard isPresent(field) else { return false }
        if parser.kind(field) == kind { return true }
        ignored.insert(field)
        return false
    }

    /// The `consent` object; one that is spoilt is noted.
    mutating func consent() -> Consent {
        guard isUsable(.consent, as: .object) else { return .absent }
        if let consent = parser.consent { return consent }
        ignored.insert(.consent)
        return .absent
    }

    /// A number of any form in millionths, the largest where it is too large; what is none is noted.
    mutating func millionths(_ field: InputField) -> Int64? {
        guard isPresent(field) else { return nil }
        switch parser.kind(field) {
        case .integer:
            let (product, overflow) = parser.integer(field).multipliedReportingOverflow(by: Money.unit)
            if !overflow { return product }
            return parser.integer(field) < 0 ? .min : .max
        case .number:
            return parser.withText(field) { text in
                if case .amount(let amount) = MoneyText.number(text) { return amount }
                return text[0] == UInt8(ascii: "-") ? .min : .max
            }
        case .string, .boolean, .object, .array:
            ignored.insert(field)
            return nil
        }
    }

    /// What an order consists of, added up by category, in the order of their names' numbers.
    ///
    /// What is bad in an item is as if absent, and noted: no order is lost for it.
    mutating func orderLines(
        _ conversion: CurrencyTable.Conversion, in strings: inout StringTable, into lines: inout [OrderLine]
    ) {
        guard isUsable(.items, as: .array) else { return }
        var isSound = true
        parser.forEachItem(in: &strings) { item in
            let (quantity, price) = (Self.quantity(item.quantity), Self.price(item.price, conversion))
            if !item.isSound || quantity == nil || price == nil { isSound = false }
            guard !item.category.isAbsent else { return }
            let units = quantity ?? 1
            lines.append(
                OrderLine(
                    category: item.category, units: units, value: Int128(price ?? 0) * Int128(units)))
        }
        if !isSound { ignored.insert(.items) }
        guard lines.count > 1 else { return }
        lines.sort { $0.category < $1.category }
        var kept = 0
        for line in lines.dropFirst() {
            if line.category == lines[kept].category {
                lines[kept].units += line.units
                lines[kept].value += line.value
            } else {
                kept += 1
                lines[kept] = line
            }
        }
        lines.removeLast(lines.count - 1 - kept)
    }

    /// 1 where there is none; nil where it is bad.
    private static func quantity(_ value: ParsedItem.Value?) -> Int64? {
        guard let value else { return 1 }
        guard case .integer(let count) = value, (0...1_000_000).contains(count) else { return nil }
        return count
    }

    /// In the reporting currency, 0 where there is none; nil where it is bad.
    private static func price(
        _ value: ParsedItem.Value?, _ conversion: CurrencyTable.Conversion
    ) -> Int64? {
        guard let value else { return 0 }
        switch value {
        case .integer(let units):
            let largest = Money.largest / Money.unit
            return (-largest...largest).contains(units) ? conversion.apply(to: units * Money.unit) : nil
        case .number(.amount(let amount)), .string(.amount(let amount)): return conversion.apply(to: amount)
        case .number, .string, .other: return nil
        }
    }

    /// The number of a field's string.
    @inline(__always)
    mutating func name(_ field: InputField, in strings: inout StringTable) -> StringID {
        guard isUsable(field) else { return .absent }
        return parser.withText(field) { strings.intern($0) }
    }

    // MARK: Fields that decide

    /// Checks a string that may be absent; tells whether it is there.
    @inline(__always)
    func checkedString(_ field: InputField) throws(DeadLetter) -> Bool {
        guard isPresent(field) else { return false }
        guard parser.kind(field) == .string else { throw DeadLetter(.wrongType, field) }
        if parser.length(field) == 0 { throw DeadLetter(.empty, field) }
        if parser.length(field) > Self.limit(of: field) { throw DeadLetter(.tooLong, field) }
        return true
    }

    /// Checks a string that must be there.
    func requiredString(_ field: InputField) throws(DeadLetter) {
        guard try checkedString(field) else { throw DeadLetter(.missingField, field) }
    }

    /// The place of a field's string in a list; nil where it is absent.
    func checkedWord(_ field: InputField, of list: WordList) throws(DeadLetter) -> Int? {
        guard try checkedString(field) else { return nil }
        guard let index = parser.withText(field, { list.index(of: $0) }) else {
            throw DeadLetter(.enumUnknown, field)
        }
        return index
    }

    /// How to convert the event's amounts.
    func checkedConversion(by currencies: CurrencyTable) throws(DeadLetter) -> CurrencyTable.Conversion {
        guard try checkedString(.currency) else { return .none }
        guard let conversion = parser.withText(.currency, { currencies.conversion(from: $0) }) else {
            throw DeadLetter(.currencyUnknown, .currency)
        }
        return conversion
    }

    /// An amount in the reporting currency; nil where it is absent.
    func checkedMoney(
        _ field: InputField, _ conversion: CurrencyTable.Conversion
    ) throws(DeadLetter) -> Int64? {
        guard isPresent(field) else { return nil }
        let given = try amount(field)
        guard let amount = conversion.apply(to: given) else { throw DeadLetter(.numberRange, field) }
        return amount
    }

    /// An amount as given.
    private func amount(_ field: InputField) throws(DeadLetter) -> Int64 {
        let reading: MoneyText.Reading
        switch parser.kind(field) {
        case .integer:
            let units = parser.integer(field)
            let largest = Money.largest / Money.unit
            reading = (-largest...largest).contains(units) ? .amount(units * Money.unit) : .outOfRange
        case .number:
            reading = parser.withText(field) { MoneyText.number($0) }
        case .string:
            if parser.length(field) == 0 { throw DeadLetter(.empty, field) }
            reading = parser.withText(field) { MoneyText.string($0) }
        case .boolean, .object, .array:
            throw DeadLetter(.wrongType, field)
        }
        switch reading {
        case .amount(let amount): return amount
        case .outOfRange: throw DeadLetter(.numberRange, field)
        case .malformed: throw DeadLetter(.notDecimal, field)
        }
    }

    /// A whole number without fraction or exponent; nil where it is absent.
    func checkedInteger(_ field: InputField, in range: ClosedRange<Int64>) throws(DeadLetter) -> Int64? {
        guard isPresent(field) else { return nil }
        switch parser.kind(field) {
        case .integer:
            let value = parser.integer(field)
            guard range.contains(value) else { throw DeadLetter(.numberRange, field) }
            return value
        case .number:
            // Either not whole, or whole and beyond 64 bits.
            let isWhole = parser.withText(field) { text in
                for index in text.indices
                where text[index] | 0x20 == UInt8(ascii: "e") || text[index] == UInt8(ascii: ".") {
                    return false
                }
                return true
            }
            throw DeadLetter(isWhole ? .numberRange : .wrongType, field)
        case .string, .boolean, .object, .array:
            throw DeadLetter(.wrongType, field)
        }
    }

    /// A time as RFC 3339 text or epoch milliseconds; nil where it is absent.
    func checkedTime(
        _ field: InputField, in range: ClosedRange<Milliseconds>
    ) throws(DeadLetter) -> Milliseconds? {
        guard isPresent(field) else { return nil }
        guard parser.kind(field) == .string else { return try checkedInteger(field, in: range) }
        if parser.length(field) == 0 { throw DeadLetter(.empty, field) }
        guard let time = parser.withText(field, { Timestamp.parse($0) }) else {
            throw DeadLetter(.timeSyntax, field)
        }
        return time
    }
}
