/// What is fuzzed.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// Records of all streams, and the compact form of their events.
    case decoder
    /// Frames, what they hold, and the tasks that take it.
    case frames
    /// Profiles in their stored form.
    case records
}

/// A promise that was not kept on some bytes; a trap is another.
public struct BrokenPromise: Error, CustomStringConvertible {
    /// Which one.
    public let description: String
}

/// Says what must hold.
func expect(_ isKept: Bool, _ promise: @autoclosure () -> String) throws(BrokenPromise) {
    if !isKept { throw BrokenPromise(description: promise()) }
}

/// Runs any bytes through a target: the same for libFuzzer, for the tests, and for a finding run again.
public struct Fuzzer: ~Copyable {
    private let target: FuzzTarget
    private var decoder: DecoderFuzz
    private var frames: FrameFuzz
    private var records: RecordFuzz

    /// Makes one that has seen nothing.
    public init(_ target: FuzzTarget) {
        self.target = target
        decoder = DecoderFuzz()
        frames = FrameFuzz()
        records = RecordFuzz()
    }

    /// Runs an input.
    ///
    /// - Parameter bytes: any; the first one says what the others are.
    /// - Returns: whether something was made of them.
    /// - Throws: where a promise is not kept.
    public mutating func run(_ bytes: [UInt8]) throws(BrokenPromise) -> Bool {
        guard let mode = bytes.first else { return false }
        let rest = Array(bytes.dropFirst())
        return switch target {
        case .decoder: try decoder.run(mode, rest)
        case .frames: try frames.run(mode, rest)
        case .records: try records.run(rest)
        }
    }
}
