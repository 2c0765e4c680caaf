/// Keys made of parts.
enum KeyParts {
    /// "In keys made of parts (touchpoint, zone, path, …), `%`, `|`, `/` and `>` inside a part are
    /// percent-encoded (`%2F`: capitals)".
    static func joined(_ parts: [Text], by separator: Character) -> Text {
        Text(parts.map { encoded($0).string }.joined(separator: String(separator)))
    }

    static func encoded(_ part: Text) -> Text {
        var bytes: [UInt8] = []
        for byte in part.bytes {
            switch byte {
            case UInt8(ascii: "%"): bytes += Array("%25".utf8)
            case UInt8(ascii: "|"): bytes += Array("%7C".utf8)
            case UInt8(ascii: "/"): bytes += Array("%2F".utf8)
            case UInt8(ascii: ">"): bytes += Array("%3E".utf8)
            default: bytes.append(byte)
            }
        }
        return Text(bytes: bytes)
    }
}
