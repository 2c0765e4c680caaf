import Foundation
import Glibc

@testable import KafkaRuntime

/// A worker that is killed, stopped, and started again by whoever looks after it.
final class Victim {
    let name: String
    private let application: Application
    private(set) var process: WorkerProcess
    private(set) var phases: PhaseReader
    private var starts = 0
    private var resumesAt: ContinuousClock.Instant?
    private var startsAt: ContinuousClock.Instant?
    private var wasTold = false
    /// Who was stopped while somebody else was started under the same name.
    private var former: WorkerProcess?
    /// How processes have ended that nobody had killed, by exit code; signals below zero.
    private(set) var endings: [Int32: Int] = [:]

    init(_ name: String, _ application: Application) throws {
        self.name = name
        self.application = application
        (process, phases) = try Self.start(name, 0, application)
    }

    private static func start(
        _ name: String, _ number: Int, _ application: Application
    ) throws -> (WorkerProcess, PhaseReader) {
        let path = application.directory.appending(path: "phases-\(name)-\(number)").path
        let process = try application.start(name, variables: [PhaseFile.variable: path])
        return (process, PhaseReader(path: path, lanes: application.plan.lanes))
    }

    /// Whether it runs and nothing is being done to it.
    var isFree: Bool {
        process.isRunning && resumesAt == nil && startsAt == nil && former == nil && !wasTold
    }

    /// Whether it has committed something since its start.
    var hasWorked: Bool { phases.hasCommitted }

    /// Does what is due: continues it, and starts it again however it ended.
    func tend() throws {
        let now = ContinuousClock.now
        if let time = resumesAt, now >= time {
            resumesAt = nil
            (former ?? process).signal(SIGCONT)
        }
        if let old = former, resumesAt == nil, !old.isRunning {
            note(old.ending)
            former = nil
        }
        guard !process.isRunning else { return }
        guard let time = startsAt else {
            note(process.ending)
            startsAt = now
            return
        }
        guard now >= time else { return }
        (startsAt, wasTold) = (nil, false)
        try restart()
    }

    private func note(_ ending: Int32) { endings[ending, default: 0] += 1 }

    private func restart() throws {
        starts += 1
        (process, phases) = try Self.start(name, starts, application)
    }

    /// Does it; returns where its transactions were then.
    func suffer(_ strike: Strike) throws -> TransactionPhase {
        let end = ContinuousClock.now + .milliseconds(strike.pause)
        switch strike.kind {
        case .kill:
            process.kill()
            startsAt = end
            _ = try process.end()
            return phases.furthest
        case .stop, .replace:
            process.signal(SIGSTOP)
            try wait(until: "\(name) stands still") { process.isStopped || !process.isRunning }
            let phase = phases.furthest
            resumesAt = end
            if strike.kind == .replace {
                former = process
                try restart()
            }
            return phase
        case .terminate:
            wasTold = true
            let phase = phases.furthest
            process.terminate()
            return phase
        case .broker: return .rest
        }
    }

    /// Waits until nothing is being done to it any more, then has it end in good order.
    func finish() throws {
        try wait(until: "\(name) is free") {
            try tend()
            return isFree
        }
        process.terminate()
        note(try process.end())
    }

    /// Whether a stopped one has yet to find out that it was replaced.
    var isReplaced: Bool { former != nil }

    /// The last words of one that was replaced.
    var lastWords: String { former.map { "\(name):\n\($0.text.suffix(6_000))" } ?? "" }
}
