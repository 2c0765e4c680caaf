internal import CSimdJSON
import Streaming

/// The kinds of value that a field can have; `null` is none.
enum FieldKind {
    case string
    /// A number without fraction or exponent that fits 64 bits.
    case integer
    /// Any other number.
    case number
    case boolean
    case object
    case array

    @inline(__always)
    init(_ kind: UInt32) {
        switch Int(kind) {
        case WEIR_JSON_STRING: self = .string
        case WEIR_JSON_INTEGER: self = .integer
        case WEIR_JSON_NUMBER: self = .number
        case WEIR_JSON_OBJECT: self = .object
        case WEIR_JSON_ARRAY: self = .array
        default: self = .boolean
        }
    }
}

/// One entry of the array `items`: what of it can be used.
struct ParsedItem {
    /// What a value of an item holds; nil where it has none.
    enum Value {
        case integer(Int64)
        case number(MoneyText.Reading)
        case string(MoneyText.Reading)
        case other
    }

    var category: StringID = .absent
    var quantity: Value?
    var price: Value?
    /// Whether the entry is an object whose category, if any, can be used.
    var isSound = true
}

/// Owns the C parser: one record at a time, and what its fields hold.
///
/// - Complexity: 150 ns for a click of 240 bytes; allocates only for a record longer than all before it.
@safe
struct RecordParser: ~Copyable {
    // Safe: made in init, destroyed in deinit, never handed out; `result` and `values` point into it.
    private let json: OpaquePointer
    private let result: UnsafePointer<weir_json_record>
    private let values: UnsafePointer<weir_json_value>

    init() {
        guard let json = unsafe weir_json_create(), let result = unsafe weir_json_result(json),
            let values = unsafe weir_json_values(json)
        else { preconditionFailure("no memory for a parser") }
        unsafe self.json = json
        unsafe self.result = result
        unsafe self.values = values
    }

    deinit { unsafe weir_json_destroy(json) }

    /// Reads the listed fields of a record; nil when all is well.
    mutating func parse(_ record: Record, listed: InputFields) -> DeadLetterCode? {
        let bytes = unsafe record.bytes.assumingMemoryBound(to: UInt8.self)
        guard let start = bytes.baseAddress else { return .jsonSyntax }
        let code = unsafe weir_json_parse(json, start, bytes.count, listed.rawValue)
        switch Int(code) {
        case WEIR_JSON_OK: return nil
        case WEIR_JSON_NOT_UTF8: return .notUTF8
        case WEIR_JSON_LONE_SURROGATE: return .loneSurrogate
        case WEIR_JSON_TOO_DEEP: return .depthExceeded
        case WEIR_JSON_TOO_LONG: return .sizeExceeded
        case WEIR_JSON_NOT_AN_OBJECT: return .notAnObject
        case WEIR_JSON_NO_MEMORY: preconditionFailure("no memory for a parser of this record's size")
        default: return .jsonSyntax
        }
    }

    /// The listed fields that the record has.
    @inline(__always) var present: InputFields { InputFields(rawValue: unsafe result.pointee.present) }

    /// The words of the `consent` object; nil where one of its values is no boolean.
    var consent: Consent? {
        unsafe result.pointee.consent_is_spoilt != 0 ? nil : Consent(bits: result.pointee.consent)
    }

    /// What a present field holds.
    @inline(__always)
    func kind(_ field: InputField) -> FieldKind { unsafe FieldKind(values[Int(field.rawValue)].kind) }

    /// The value of a field of kind `integer`.
    @inline(__always)
    func integer(_ field: InputField) -> Int64 { unsafe values[Int(field.rawValue)].integer }

    /// How many bytes a field of kind `string` has.
    @inline(__always)
    func length(_ field: InputField) -> Int { unsafe Int(values[Int(field.rawValue)].length) }

    /// Lends the text of a field of kind `string` (unescaped) or `number` (as written).
    @inline(__always)
    func withText<Result>(_ field: InputField, _ body: (Span<UInt8>) -> Result) -> Result {
        // Safe: the text lies in the parser or the record; both outlive this call.
        let value = unsafe values[Int(field.rawValue)]
        let text = unsafe UnsafeBufferPointer(start: value.text, count: Int(value.length))
        return unsafe body(text.span)
    }
}

extension RecordParser {
    /// Calls `body` with every entry of the array `items`; names of categories go into `strings`.
    mutating func forEachItem(in strings: inout StringTable, _ body: (ParsedItem) -> Void) {
        var count = 0
        guard let items = unsafe weir_json_items(json, &count) else { return }
        for index in 0..<count {
            var item = ParsedItem()
            item.isSound = unsafe items[index].is_object != 0
            let present = unsafe Int(items[index].present)
            if present & 1 << WEIR_ITEM_CATEGORY != 0 {
                let value = unsafe weir_json_item_value(items + index, Int32(WEIR_ITEM_CATEGORY)).pointee
                let length = unsafe Int(value.length)
                let isText = unsafe FieldKind(value.kind) == .string
                if isText, (1...FieldReader.limit(of: .category)).contains(length) {
                    item.category = unsafe strings.intern(Self.text(of: value).span)
                } else {
                    item.isSound = false
                }
            }
            if present & 1 << WEIR_ITEM_QUANTITY != 0 {
                item.quantity = unsafe Self.value(
                    weir_json_item_value(items + index, Int32(WEIR_ITEM_QUANTITY)).pointee)
            }
            if present & 1 << WEIR_ITEM_PRICE != 0 {
                item.price = unsafe Self.value(
                    weir_json_item_value(items + index, Int32(WEIR_ITEM_PRICE)).pointee)
            }
            body(item)
        }
    }

    // Safe: the text lies in the parser or the record; both outlive the walk.
    private static func text(of value: weir_json_value) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: value.text, count: Int(value.length))
    }

    private static func value(_ value: weir_json_value) -> ParsedItem.Value {
        switch unsafe FieldKind(value.kind) {
        case .integer: unsafe .integer(value.integer)
        case .number: unsafe .number(MoneyText.number(text(of: value).span))
        case .string: unsafe value.length == 0 ? .other : .string(MoneyText.string(text(of: value).span))
        case .boolean, .object, .array: .other
        }
    }
}

extension Record {
    /// Lends the bytes of a header.
    @inline(__always)
    static func withHeader<Result>(
        _ header: UnsafeRawBufferPointer, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        // Safe: the driver keeps the record's memory for the time of the call.
        let bytes = unsafe header.assumingMemoryBound(to: UInt8.self)
        return unsafe body(bytes.span)
    }
}
