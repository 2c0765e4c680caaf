import Events
import Foundation
import Testing

@testable import Operations

@Suite("docs/logs.md and the catalogue of events say the same")
struct LogDocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The rows of the document whose first cell is a name, under one heading.
    private func rows(under heading: String) throws -> [String] {
        let text = try String(contentsOf: Self.root.appending(path: "docs/logs.md"), encoding: .utf8)
        let part = text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading + "\n") }
        return try #require(part).split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    }

    @Test("every event has its row, in the order of the catalogue")
    func events() throws {
        let expected = LogEvent.all.map { event in
            let pace =
                switch event.pace {
                case .every: ""
                case .limited: ", limited"
                case .audit: ", always"
                }
            let fields = event.fields.map { "`\($0.rawValue)`" }.joined(separator: " ")
            return "| `\(event.name)` | \(event.level.rawValue)\(pace) | \(event.meaning) | \(fields) "
                + "| \(event.advice) |"
        }
        let found = try rows(under: "Events")
        for (found, expected) in zip(found, expected) { #expect(found == expected) }
        #expect(found.count == expected.count, "\(expected.joined(separator: "\n"))")
    }

    @Test("every field has its row, in the order of the catalogue")
    func fields() throws {
        let names = try rows(under: "Fields").map { $0.split(separator: "`")[1] }
        #expect(names == LogField.Name.allCases.map { $0.rawValue[...] } + ["suppressed", "log_dropped"])
    }

    @Test("the words of closed sets are in the document")
    func words() throws {
        let rows = try rows(under: "Fields")
        func expect(_ words: [String], in field: String) {
            let row = rows.first { $0.hasPrefix("| `\(field)` ") } ?? ""
            for word in words { #expect(row.contains("`\(word)`"), "\(field): \(word)") }
        }
        expect(LogField.Hold.allCases.map(\.rawValue), in: "reason")
        expect(LogField.TaskStop.allCases.map(\.rawValue), in: "reason")
        expect(LogField.Abort.allCases.map(\.rawValue), in: "reason")
        expect(LogField.Stop.allCases.map(\.rawValue), in: "reason")
        expect(LogField.Stage.allCases.map(\.rawValue), in: "stage")
        expect(Events.Stream.allCases.map(\.name), in: "stream")
    }

    @Test("the list of events is whole, and its names are unlike each other")
    func whole() throws {
        let folder = Self.root.appending(path: "Sources/Operations/Logs")
        var found = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where file.hasPrefix("LogEvent+") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            found += text.components(separatedBy: "= LogEvent(").count - 1
        }
        #expect(LogEvent.all.count == found)
        #expect(Set(LogEvent.all.map(\.name)).count == found)
        let letters = Set("abcdefghijklmnopqrstuvwxyz_")
        #expect(LogEvent.all.allSatisfy { letters.isSuperset(of: $0.name) && $0.name.utf8.count <= 19 })
    }

    @Test("every field belongs to an event, has one type, and sentences name fields of their event")
    func uses() {
        #expect(Set(LogEvent.all.flatMap(\.fields)) == Set(LogField.Name.allCases))
        #expect(LogField.longest.count == LogField.Name.allCases.count)
        #expect(Set(LogField.longest.map(\.name)) == Set(LogField.Name.allCases))
        for event in LogEvent.all {
            #expect(Set(event.fields).count == event.fields.count, "\(event.name)")
            let named = event.message.split(separator: "{").dropFirst().map { $0.split(separator: "}")[0] }
            for name in named { #expect(event.fields.contains { $0.rawValue == name }, "\(event.name)") }
            #expect(!event.message.contains("\"") && !event.message.contains("\\"))
            #expect(!event.meaning.hasSuffix(".") && !event.meaning.contains("|"))
        }
    }
}
