import Foundation
import Operations

@testable import weir

/// One call of `weir`, without a process of its own.
struct WeirCall {
    let code: ExitCode
    /// Data, without the last line end.
    let output: String
    /// Talk.
    let talk: String

    init(_ words: String...) { self.init(words) }

    init(_ words: [String]) {
        let texts = Texts()
        let console = Console { text, isTalk in
            texts.append(text, isTalk)
            return true
        }
        let program = Program("weir", version: "0", summary: "", commands: Weir.commands)
        code = program.run(words, environment: [:], console: console)
        (output, talk) = (String(texts.all.output.dropLast()), texts.all.talk)
    }

    /// What is collected; one thread writes.
    private final class Texts: Sendable {
        private let lock = NSLock()
        nonisolated(unsafe) private var texts = (output: "", talk: "")

        var all: (output: String, talk: String) { lock.withLock { unsafe texts } }

        func append(_ text: String, _ isTalk: Bool) {
            lock.withLock { if isTalk { unsafe texts.talk += text } else { unsafe texts.output += text } }
        }
    }
}

/// A file that is gone when the test is over.
final class Scratch: Sendable {
    let path: String

    init(_ text: String, name: String = "lines.jsonl") throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "weir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.appending(path: name).path
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    deinit {
        try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
    }
}
