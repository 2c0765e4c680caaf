internal import Glibc

/// A file that is written from its beginning.
///
/// The only place of the market with unsafe code: calls of the C library.
final class LineFile {
    private let path: String
    private let descriptor: Int32

    /// Makes the file, or empties it where it is there already.
    init(path: String) throws(MarketFileError) {
        self.path = path
        // Safe: the text lives as long as the call.
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw MarketFileError(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// Makes a directory, and those above it, where there are none.
    static func makeDirectory(_ path: String) throws(MarketFileError) {
        var ends = path.indices.filter { path[$0] == "/" && $0 > path.startIndex }
        ends.append(path.endIndex)
        for end in ends {
            // Safe: the text lives as long as the call.
            let result = unsafe mkdir(String(path[..<end]), 0o755)
            if result != 0, errno != EEXIST { throw MarketFileError(path: path, code: errno) }
        }
    }

    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws(MarketFileError) {
        var start = 0
        while start < bytes.count {
            // Safe: the pointer is used inside the closure only, and start is within the buffer.
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if written >= 0 {
                start += written
            } else if errno != EINTR {
                throw MarketFileError(path: path, code: errno)
            }
        }
    }
}

/// A file of the market that cannot be written.
public struct MarketFileError: Error, Hashable, CustomStringConvertible {
    /// Which file.
    public var path: String
    /// The C library's number of what went wrong.
    public var code: Int32

    /// One sentence for people.
    public var description: String {
        // Safe: the C library's text is copied at once.
        unsafe "\(path) cannot be written: \(String(cString: strerror(code)))"
    }
}
