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
    func kind(_ field: InputField) -> FieldKind {
        switch unsafe Int(values[Int(field.rawValue)].kind) {
        case WEIR_JSON_STRING: .string
        case WEIR_JSON_INTEGER: .integer
        case WEIR_JSON_NUMBER: .number
        case WEIR_JSON_OBJECT: .object
        case WEIR_JSON_ARRAY: .array
        default: .boolean
        }
    }

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
