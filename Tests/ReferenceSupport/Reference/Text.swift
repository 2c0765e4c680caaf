/// A string that is compared byte by byte.
///
/// `String` holds canonically equivalent spellings to be equal; two ids that differ in one byte are two ids.
struct Text: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ string: String) {
        bytes = Array(string.utf8)
    }

    init(stringLiteral value: String) {
        self.init(value)
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }
    var description: String { string }

    static func < (left: Text, right: Text) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
