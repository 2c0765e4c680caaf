internal import Glibc
internal import Synchronization

/// Where in its transaction each lane is, in a small file that outlives the process: a killer aims by it, and
/// sees afterwards what it hit.
///
/// The file is mapped, so a phase is one store to memory. It has a word of eight bytes for each lane, in the
/// machine's order: the phase in the lowest byte, above it how many transactions with offsets were committed.
@safe final class PhaseFile: Sendable {
    /// The variable that names the file; without it there is none.
    static let variable = "WEIR_PHASE_FILE"

    // Safe: mapped for the life of the process; each word has one writer, and is an atomic of its own.
    nonisolated(unsafe) private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let lanes: Int

    /// Makes the file that the environment asks for; nil where it asks for none, or it cannot be made.
    convenience init?(lanes: Int) {
        guard let path = unsafe getenv(Self.variable), unsafe path.pointee != 0
        else { return nil }
        self.init(path: unsafe String(cString: path), lanes: lanes)
    }

    /// Makes a file with all lanes at rest.
    init?(path: String, lanes: Int) {
        let size = lanes * MemoryLayout<UInt64>.size
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard ftruncate(descriptor, size) == 0,
            let start = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            unsafe start != MAP_FAILED
        else { return nil }
        unsafe words = start.bindMemory(to: Atomic<UInt64>.self, capacity: lanes)
        self.lanes = lanes
    }

    /// Says where a lane is; a commit that returns is one more.
    func set(_ phase: TransactionPhase, lane: Int, isCommitted: Bool = false) {
        precondition(lane < lanes)
        let count = unsafe words[lane].load(ordering: .relaxed) >> 8 + (isCommitted ? 1 : 0)
        unsafe words[lane].store(count << 8 | UInt64(phase.rawValue), ordering: .relaxed)
    }
}

/// The parts of a transaction, by the last thing that was begun.
enum TransactionPhase: UInt8 {
    /// No transaction is open.
    case rest
    /// It was begun, and records are sent.
    case sending
    /// The offsets are being sent, with all records behind them in the producer.
    case offsets
    /// It was asked to commit, and has not answered.
    case committing
}
