import Foundation
import Glibc

@testable import ReferenceSupport

/// One process of `weir run`.
final class WorkerProcess {
    let instance: String
    private let process = Process()
    private let log: URL

    /// The executable lies beside the test bundle; what measures names the one of a release build.
    static let executable =
        ProcessInfo.processInfo.environment["WEIR_EXECUTABLE"].map { URL(filePath: $0) }
        ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "weir")

    init(_ instance: String, _ arguments: [String], log: URL, variables: [String: String] = [:]) throws {
        self.instance = instance
        self.log = log
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "WEIR_INSTANCE": instance, "TMPDIR": log.deletingLastPathComponent().path,
        ]) { $1 }.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit { kill() }

    var number: Int32 { process.processIdentifier }

    var isRunning: Bool { process.isRunning }

    /// All that it has written.
    var text: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// The log lines of an event.
    func lines(of event: String) -> [LogLine] {
        text.split(separator: "\n").compactMap { LogLine($0) }.filter { $0.event == event }
    }

    /// The newest assignment of each lane that has one.
    var assignments: [LogLine] {
        var newest: [Int: LogLine] = [:]
        for line in text.split(separator: "\n").compactMap({ LogLine($0) }) {
            guard let lane = line["lane"] else { continue }
            if line.event == "assigned" { newest[lane] = line }
            if line.event == "revoked" { newest[lane] = nil }
        }
        return Array(newest.values)
    }

    /// Asks for an end in good order.
    func terminate() { process.terminate() }

    /// Ends it at once, as a machine that goes up in smoke does.
    func kill() { signal(SIGKILL) }

    /// Sends it any signal.
    func signal(_ number: Int32) {
        guard process.isRunning else { return }
        _ = Glibc.kill(process.processIdentifier, number)
    }

    /// Whether it was stopped by a signal, and every thread of it stands.
    var isStopped: Bool {
        let tasks = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.allSatisfy { thread in
            let stat = try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)
            return stat?.split(separator: ")").last?.split(separator: " ").first == "T"
        }
    }

    /// How it ended: its exit code, or the signal that ended it, below zero.
    var ending: Int32 {
        process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Its exit code.
    func end(within seconds: Int = 60) throws -> Int32 {
        try wait(until: "the end of \(instance):\n\(text.suffix(4_000))", within: seconds) {
            !process.isRunning
        }
        return process.terminationStatus
    }
}

/// One line of a worker's log.
struct LogLine {
    private let json: PlainJSON

    init?(_ line: Substring) {
        guard line.first == "{", let json = PlainJSON.parse(Array(line.utf8)) else { return nil }
        self.json = json
    }

    var event: String? { self[text: "event"] }
    subscript(name: String) -> Int? { json[name]?.numberText.flatMap { Int($0) } }
    subscript(text name: String) -> String? { json[name]?.text?.string }
}
