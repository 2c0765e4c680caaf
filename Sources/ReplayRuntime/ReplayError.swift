/// Why a replay could not go on; each says what to do.
public enum ReplayError: Error, Equatable, CustomStringConvertible {
    /// No file was named.
    case nothingToRead
    /// A file cannot be read.
    case cannotRead(String, reason: String)
    /// A file or directory cannot be written.
    case cannotWrite(String, reason: String)
    /// A frame was refused: a defect of Weir.
    case refusedFrame(String)
    /// What came in is not what went out: a defect of Weir.
    case imbalance(read: Int, accounted: Int)

    /// One line for people.
    public var description: String {
        switch self {
        case .nothingToRead: "there is nothing to replay: name at least one file"
        case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
        case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
        case .refusedFrame(let reason): "a frame was refused inside Weir (\(reason)): please report it"
        case .imbalance(let read, let accounted):
            "\(read) records came in, but \(accounted) are accounted for: please report it"
        }
    }
}
