/// Why a record is no event.
///
/// The names are stable: they are a metric's label and a header of dead letters. What each means and what to do about it: docs/dead-letters.md.
public enum DeadLetterCode: UInt8, Sendable, CaseIterable {
    case jsonSyntax = 0
    case notUTF8
    case loneSurrogate
    case depthExceeded
    case sizeExceeded
    case notAnObject
    case missingField
    case wrongType
    case empty
    case tooLong
    case enumUnknown
    case numberRange
    case notDecimal
    case timeSyntax
    case timeAncient
    case timeFuture
    case currencyUnknown

    /// The code in headers, logs and metrics.
    public var name: String {
        switch self {
        case .jsonSyntax: "json_syntax"
        case .notUTF8: "not_utf8"
        case .loneSurrogate: "lone_surrogate"
        case .depthExceeded: "depth_exceeded"
        case .sizeExceeded: "size_exceeded"
        case .notAnObject: "not_an_object"
        case .missingField: "missing_field"
        case .wrongType: "wrong_type"
        case .empty: "empty"
        case .tooLong: "too_long"
        case .enumUnknown: "enum_unknown"
        case .numberRange: "number_range"
        case .notDecimal: "not_decimal"
        case .timeSyntax: "ts_syntax"
        case .timeAncient: "ts_ancient"
        case .timeFuture: "ts_future"
        case .currencyUnknown: "currency_unknown"
        }
    }

    /// What is wrong, for people; the field's name goes before it where there is one.
    var explanation: String {
        switch self {
        case .jsonSyntax: "the record is no JSON text of RFC 8259"
        case .notUTF8: "the record is not UTF-8"
        case .loneSurrogate: "an escape in the record is half a surrogate pair"
        case .depthExceeded: "arrays and objects are nested more than 1023 deep"
        case .sizeExceeded: "the record is longer than 8 MiB"
        case .notAnObject: "the record is no JSON object"
        case .missingField: "is required and missing"
        case .wrongType: "is of the wrong type"
        case .empty: "is empty"
        case .tooLong: "is longer than its limit"
        case .enumUnknown: "is none of the listed values"
        case .numberRange: "is out of range"
        case .notDecimal: "is a string that is no decimal with at most six decimals"
        case .timeSyntax: "is no RFC 3339 time with offset"
        case .timeAncient: "is before 2000-01-01"
        case .timeFuture: "is further ahead than max_future_skew"
        case .currencyUnknown: "has no rate in the configuration"
        }
    }
}

/// A record that is no event: what is wrong, and with which field.
public struct DeadLetter: Error, Equatable, Sendable {
    /// What is wrong.
    public var code: DeadLetterCode
    /// The field that decided; nil where the record as a whole is unreadable.
    public var field: InputField?

    /// Makes a dead letter.
    public init(_ code: DeadLetterCode, _ field: InputField? = nil) {
        self.code = code
        self.field = field
    }

    /// One line for people.
    ///
    /// It tells where, never what: no part of the record is in it.
    public var message: String {
        guard let field else { return code.explanation }
        return "\(field.name) \(code.explanation)"
    }
}

/// What became of a record.
public enum DecodeOutcome: Equatable, Sendable {
    /// The event is filled in.
    case event
    /// The record goes to dead letters; what the event holds means nothing.
    case dead(DeadLetter)
}
