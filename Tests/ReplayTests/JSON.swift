/// JSON for tests: numbers stay text, so that no decimal is lost.
indirect enum JSON: Equatable {
    case object([String: JSON])
    case array([JSON])
    case string(String)
    case other(String)

    subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var text: String? {
        switch self {
        case .string(let text), .other(let text): text
        default: nil
        }
    }

    /// A decimal in millionths.
    var millionths: Int128? {
        guard case .other(let text) = self else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count <= 2, fraction.count <= 6 else { return nil }
        let digits = parts[0] + fraction + String(repeating: "0", count: 6 - fraction.count)
        return Int128(digits)
    }

    init?(_ line: some Sequence<UInt8>) {
        var reader = Reader(bytes: Array(line))
        guard let value = reader.value(), reader.isAtEnd else { return nil }
        self = value
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        mutating func skip(_ byte: Character) -> Bool {
            guard position < bytes.count, bytes[position] == byte.asciiValue else { return false }
            position += 1
            return true
        }

        mutating func value() -> JSON? {
            if skip("{") { return object() }
            if skip("[") { return array() }
            if skip("\"") { return string().map { .string($0) } }
            let start = position
            while position < bytes.count, !",]}".utf8.contains(bytes[position]) { position += 1 }
            return start == position ? nil : .other(String(decoding: bytes[start..<position], as: UTF8.self))
        }

        mutating func object() -> JSON? {
            var members: [String: JSON] = [:]
            if skip("}") { return .object(members) }
            repeat {
                guard skip("\""), let name = string(), skip(":"), let value = value() else { return nil }
                members[name] = value
            } while skip(",")
            return skip("}") ? .object(members) : nil
        }

        mutating func array() -> JSON? {
            var values: [JSON] = []
            if skip("]") { return .array(values) }
            repeat {
                guard let value = value() else { return nil }
                values.append(value)
            } while skip(",")
            return skip("]") ? .array(values) : nil
        }

        mutating func string() -> String? {
            var text: [UInt8] = []
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard position < bytes.count else { return nil }
                    let escape = bytes[position]
                    position += 1
                    guard escape == UInt8(ascii: "u") else {
                        text.append(escape)
                        continue
                    }
                    guard position + 4 <= bytes.count else { return nil }
                    let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
                    guard let code = UInt8(digits, radix: 16) else { return nil }
                    text.append(code)
                    position += 4
                default: text.append(byte)
                }
            }
            return nil
        }
    }
}
