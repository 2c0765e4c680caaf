import Foundation
import Testing

/// Runs the commands of a document, and compares what they print with what the document says they do.
///
/// A block of commands is fenced as `sh`; a block fenced as `text` behind it is what it prints.
struct DocumentedCommands {
    struct Step {
        var line: Int
        var commands: String
        var output: String?
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    let steps: [Step]

    init(_ document: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: document), encoding: .utf8)
        var steps: [Step] = []
        var fence: String?
        var block: [Substring] = []
        for (number, line) in zip(1..., text.split(separator: "\n", omittingEmptySubsequences: false)) {
            guard line.hasPrefix("```") else {
                block.append(line)
                continue
            }
            let body = block.joined(separator: "\n")
            if fence == "sh" { steps.append(Step(line: number, commands: body)) }
            if fence == "text", !steps.isEmpty { steps[steps.count - 1].output = body }
            fence = fence == nil ? String(line.dropFirst(3)) : nil
            block = []
        }
        self.steps = steps
    }

    /// Runs all steps in a new directory, with the built `weir` on the path.
    ///
    /// - Parameter compare: is told each step and what it printed; talk on standard error is part of it.
    /// - Throws: where a shell cannot be started.
    func run(_ compare: (Step, String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "doc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for name in ["config", "scripts"] {
            try FileManager.default.createSymbolicLink(
                at: directory.appending(path: name), withDestinationURL: Self.root.appending(path: name))
        }
        for step in steps { try compare(step, try Self.run(step.commands, in: directory)) }
    }

    private static func run(_ commands: String, in directory: URL) throws -> String {
        let process = Process()
        let output = Pipe()
        // The executable lies beside the test bundle.
        let built = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-uo", "pipefail", "-c", commands]
        process.currentDirectoryURL = directory
        process.environment = [
            "PATH": "\(built.path):/usr/bin:\(path)", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

@Suite("The commands in the documents")
struct DocumentTests {
    /// What a machine's speed decides.
    private static func plain(_ text: String) throws -> String {
        let speed = try Regex("[0-9]+ events a second")
        return text.replacing(speed, with: "N events a second").trimmingCharacters(in: .newlines)
    }

    @Test("docs/your-data.md: they do what it says")
    func yourData() throws {
        let document = try DocumentedCommands("docs/your-data.md")
        #expect(document.steps.count == 10)
        try document.run { step, output in
            let expected = try #require(step.output, "line \(step.line): no output is documented")
            #expect(
                try Self.plain(output) == Self.plain(expected), "docs/your-data.md, before line \(step.line)")
        }
    }

    @Test("what they make is all events, and gives the figures of the exports")
    func figures() throws {
        let output = try DocumentedCommands("docs/your-data.md").steps.compactMap(\.output)
            .joined(separator: "\n")
        #expect(output.contains("38 events in = 38 processed + 0 duplicate + 0 late + 0 dead"))
        #expect(output.contains("customer_id  100 % of those that buy also click"))
        // By hand. Search: Ann's 129.80, Cleo's 1240 less 240, half of Ann's 35, for the four days' costs. E-mail:
        // Bob's 59.90 and the other half, for nine messages at 0.01. Nobody brought Dora's 20 to the shop.
        let rows = [
            "search         2     2.5  1,147.30    240.00  344.19    344.00       0.19    3.34",
            "email          3     1.5     77.40      0.00   23.22      0.09      23.13  860.00",
            "(direct)       0     1.0     20.00      0.00    6.00      0.00       6.00       -",
            "display        0     0.0      0.00      0.00    0.00  1,251.15  -1,251.15    0.00",
        ]
        for row in rows { #expect(output.contains(row)) }
    }
}
