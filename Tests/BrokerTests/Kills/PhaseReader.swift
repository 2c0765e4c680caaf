import Foundation
import Glibc

@testable import KafkaRuntime

/// Reads the file in which a worker tells where its transactions are.
final class PhaseReader {
    private let path: String
    private let lanes: Int
    private var descriptor: Int32 = -1

    init(path: String, lanes: Int) {
        self.path = path
        self.lanes = lanes
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Each lane's phase and committed transactions; none as long as the worker has not made its file.
    func read() -> [(phase: TransactionPhase, commits: UInt64)] {
        if descriptor < 0 { descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { return [] }
        var words = [UInt64](repeating: 0, count: lanes)
        let size = lanes * MemoryLayout<UInt64>.size
        guard unsafe pread(descriptor, &words, size, 0) == size else { return [] }
        return words.compactMap { word in
            TransactionPhase(rawValue: UInt8(truncatingIfNeeded: word)).map { ($0, word >> 8) }
        }
    }

    /// How far the transaction is that has come furthest.
    var furthest: TransactionPhase {
        read().map(\.phase).max { $0.rawValue < $1.rawValue } ?? .rest
    }

    /// Whether a transaction with offsets was committed.
    var hasCommitted: Bool { read().contains { $0.commits > 0 } }

    /// Looks again and again until the furthest lane is in a phase; tells whether it was, in that time.
    func wait(for phase: TransactionPhase, within milliseconds: Int) -> Bool {
        let deadline = ContinuousClock.now + .milliseconds(milliseconds)
        while ContinuousClock.now < deadline {
            if furthest == phase { return true }
            usleep(50)
        }
        return false
    }
}
