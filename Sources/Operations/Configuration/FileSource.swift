internal import FoundationEssentials

/// Reads files: the machine's, or in tests a table's.
public struct FileSource: Sendable {
    /// A file's bytes by its path; the limit is the largest size that makes sense.
    public let read: @Sendable (_ path: String, _ limit: Int) throws(FileFailure) -> [UInt8]

    /// Makes a source of a function.
    public init(read: @escaping @Sendable (_ path: String, _ limit: Int) throws(FileFailure) -> [UInt8]) {
        self.read = read
    }

    /// The machine's files.
    public static let machine = FileSource { path, limit throws(FileFailure) in
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(
                atPath: URL(filePath: path).resolvingSymlinksInPath().path)
        } catch { throw FileFailure(reason: "there is no such file") }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw FileFailure(reason: "this is a directory or a device, not a file")
        }
        guard attributes[.size] as? Int ?? 0 <= limit else {
            throw FileFailure(reason: "the file is larger than \(limit >> 20) MiB")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileFailure(reason: "the file cannot be read; check its permissions")
        }
        return [UInt8](data)
    }

    /// The largest configuration file.
    static let largestConfiguration = 1 << 20
    /// The largest catalogue: a million campaigns.
    static let largestCatalogue = 256 << 20
    /// The largest id key.
    static let largestKey = 1 << 20
    /// The smallest id key: with fewer bytes ids could be guessed from their hashes.
    static let smallestKey = 16
}

/// Why a file could not be read.
public struct FileFailure: Error, Hashable, Sendable {
    /// The reason, in words for the user.
    public let reason: String

    /// Makes a failure.
    public init(reason: String) { self.reason = reason }
}
