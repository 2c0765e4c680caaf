internal import Glibc

/// A file that is written from its beginning, in large pieces, under another name until it is whole.
///
/// Whoever finds the file by its name finds all of it: where writing fails, or the process ends, there is only what
/// was there before, and at most a file whose name ends in `.partial`.
struct OutputFile: ~Copyable {
    let path: String
    private(set) var bytesWritten: Int64 = 0
    private let partial: String
    private var descriptor: Int32
    private var pending: [UInt8] = []

    init(path: String) throws(ReplayError) {
        self.path = path
        partial = path + ".partial"
        descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path, reason: String(errno: errno)) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        _ = unsafe unlink(partial)
    }

    /// Appends bytes.
    mutating func append(_ bytes: [UInt8]) throws(ReplayError) {
        pending.append(contentsOf: bytes)
        if pending.count >= 1 << 20 { try flush() }
    }

    /// Writes what is pending, and waits for the disk: it may tell only when it is asked that it has no room.
    mutating func complete() throws(ReplayError) {
        try flush()
        // A pipe or a device has no disk behind it.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw failure }
    }

    /// Gives the file its name; some file systems tell only here that they have no room.
    mutating func publish() throws(ReplayError) {
        defer { descriptor = -1 }
        let isPublished = unsafe close(descriptor) == 0 && rename(partial, path) == 0
        guard !isPublished else { return }
        let reason = failure
        _ = unsafe unlink(partial)
        throw reason
    }

    private mutating func flush() throws(ReplayError) {
        var written = 0
        while written < pending.count {
            let count = unsafe pending.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure
            }
            written += count
        }
        bytesWritten += Int64(written)
        pending.removeAll(keepingCapacity: true)
    }

    private var failure: ReplayError { .cannotWrite(path, reason: String(errno: errno)) }
}
