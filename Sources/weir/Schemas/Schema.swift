internal import CSchemas

/// A JSON Schema of `config/schemas`, compiled into the program.
struct Schema: Sendable {
    /// The file's name without `.json`.
    let name: String
    /// The file, byte for byte.
    let text: String

    /// All of them: what goes in, then what comes out.
    static let all: [Schema] = (0..<weir_schema_count()).compactMap { index in
        // Safe: constants of the program; each text ends with a 0.
        guard let schema = unsafe weir_schema_at(index) else { return nil }
        return unsafe Schema(
            name: String(cString: schema.pointee.name), text: String(cString: schema.pointee.text))
    }
}
