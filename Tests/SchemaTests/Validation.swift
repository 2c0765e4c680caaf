import Foundation
import Testing

/// Debian's validator of JSON Schema, beside our own decoder.
enum Validation {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let schemas = root.appending(path: "config/schemas")

    /// What is said of each value: `ok`, `not JSON`, or where it is wrong.
    ///
    /// - Parameters:
    ///   - values: JSON texts of one line, with the schema of each.
    ///   - closed: whether members that no schema names are wrong.
    /// - Returns: as many answers as there are values.
    /// - Throws: where the validator is not installed: no test is skipped.
    static func verdicts(
        _ values: [(schema: String, json: [UInt8])], closed: Bool = false
    ) throws -> [String] {
        var input = Data()
        for value in values { input += Data(value.schema.utf8) + Data([9]) + Data(value.json) + Data([10]) }
        let answers = try run(closed ? ["--closed"] : [], input)
        try #require(answers.count == values.count)
        return answers
    }

    /// What is said of each schema's own examples.
    static func examples() throws -> [String] { try run(["--examples"], Data()) }

    private static func run(_ flags: [String], _ input: Data) throws -> [String] {
        let place = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        try input.write(to: place)
        defer { try? FileManager.default.removeItem(at: place) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments =
            [root.appending(path: "Tests/SchemaTests/validate.py").path, schemas.path] + flags
        process.standardInput = try FileHandle(forReadingFrom: place)
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(
            process.terminationStatus == 0, "the validator failed; scripts/libraries installs what it needs")
        return text.split(separator: "\n").map(String.init)
    }
}

/// A schema as a tree.
struct SchemaTree {
    let root: [String: Any]

    init(_ name: String) throws {
        let data = try Data(contentsOf: Validation.schemas.appending(path: "\(name).json"))
        root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// What lies at a path such as `properties/window/type`.
    subscript(path: String) -> Any? {
        var place: Any? = root
        for step in path.split(separator: "/") { place = (place as? [String: Any])?[String(step)] }
        return place
    }

    /// The names of an object's members.
    func names(_ path: String) -> Set<String> { Set((self[path] as? [String: Any])?.keys.map { $0 } ?? []) }

    /// The words of an enumeration, without null.
    func words(_ path: String) -> [String] {
        (self[path] as? [Any])?.compactMap { $0 as? String } ?? []
    }
}
