internal import Glibc

/// A file that is written from its beginning, in large pieces.
struct OutputFile: ~Copyable {
    let path: String
    private(set) var bytesWritten: Int64 = 0
    private let descriptor: Int32
    private var pending: [UInt8] = []

    init(path: String) throws(ReplayError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path, reason: String(errno: errno)) }
    }

    deinit { close(descriptor) }

    /// Appends bytes.
    mutating func append(_ bytes: [UInt8]) throws(ReplayError) {
        pending.append(contentsOf: bytes)
        if pending.count >= 1 << 20 { try flush() }
    }

    /// Writes what is pending.
    mutating func flush() throws(ReplayError) {
        var written = 0
        while written < pending.count {
            let count = unsafe pending.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotWrite(path, reason: String(errno: errno))
            }
            written += count
        }
        bytesWritten += Int64(written)
        pending.removeAll(keepingCapacity: true)
    }
}
