internal import Events
internal import Marketing
internal import Streaming

/// A record that is set aside whole, as one JSON line: the headers that it has on Kafka, and its value.
///
/// The value is the untouched record as a string or, where that is no UTF-8, in Base64 as `value_base64`.
struct SetAside {
    let code: String
    let message: String
    let field: String?
    let stream: Stream
    let file: String
    let partition: Int
    let offset: Int64

    /// Appends the line.
    func append(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append("{\"headers\":{")
        append("code", code, first: true, to: &bytes)
        append("message", message, to: &bytes)
        if let field { append("field", field, to: &bytes) }
        append("topic", file, to: &bytes)
        append("partition", String(partition), to: &bytes)
        append("offset", String(offset), to: &bytes)
        append("stream", stream.name, to: &bytes)
        bytes.append("},")
        let copy = unsafe Array(value)
        if let text = String(validating: copy, as: UTF8.self) {
            bytes.append("\"value\":")
            bytes.appendQuoted(Array(text.utf8)[...])
        } else {
            bytes.append("\"value_base64\":\"")
            bytes.appendBase64(copy)
            bytes.append("\"")
        }
        bytes.append("}\n")
    }

    private func append(_ name: StaticString, _ value: String, first: Bool = false, to bytes: inout [UInt8]) {
        if !first { bytes.append(",") }
        bytes.append("\"weir.error.")
        bytes.append(name)
        bytes.append("\":")
        bytes.appendQuoted(Array(value.utf8)[...])
    }
}

extension Array where Element == UInt8 {
    fileprivate mutating func appendBase64(_ bytes: [UInt8]) {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
            let bits = group[0] << 16 | group[1] << 8 | group[2]
            for index in 0..<4 {
                let isPadding = start + index > bytes.count
                append(isPadding ? UInt8(ascii: "=") : digits[Int(bits >> UInt32(18 - 6 * index)) & 63])
            }
        }
    }
}
