internal import Synchronization

/// Where a worker notes what it is at, so that after a crash it is known what the crash was about.
///
/// In Swift what goes wrong in a record does not throw but ends the process: an overflow, an index beyond an end.
/// Everything that is made sure of before (Ingest bounds every number) makes that a defect; the mark is for the
/// defects that are left. It is one place for all work of a thread, and costs two stores for each event.
@safe public final class WorkMark: Sendable {
    /// The words of a mark: the channel, and the offset in it.
    public static let wordCount = 2
    /// Stands for the channel while nothing is noted.
    public static let nothing = UInt64.max

    /// What is noted.
    public struct Place: Hashable, Sendable {
        /// A source partition, or a stage's own channel for its frames and all else that it does.
        public var channel: ChannelID
        /// The record's offset, that of a frame, or -1 for other work.
        public var offset: Int64

        /// Makes a place.
        public init(_ channel: ChannelID, _ offset: Int64) {
            self.channel = channel
            self.offset = offset
        }
    }

    /// What work is done at a place.
    public enum Work: Sendable {
        /// Reading a record of a source.
        case record
        /// An event's turn in a stage.
        case event
        /// What a stage does besides.
        case stage
    }

    /// What crashed the process often enough: it is not to be tried again.
    public let poison: Set<Place>
    // Safe: whoever makes the mark keeps the words as long as it; one thread writes them, and each is an atomic.
    nonisolated(unsafe) private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let ownsWords: Bool

    #if DEBUG
        /// A defect that is planted by tests: the work at this place ends the process.
        nonisolated(unsafe) public static var planted: (place: Place, work: Work)?
    #endif

    /// Makes a mark in memory that outlives the process.
    ///
    /// - Parameters:
    ///   - words: two words that the mark may use as long as it lives.
    ///   - poison: what is not to be tried again.
    public init(words: UnsafeMutableRawPointer, poison: Set<Place>) {
        unsafe self.words = words.bindMemory(to: Atomic<UInt64>.self, capacity: Self.wordCount)
        self.poison = poison
        ownsWords = false
        end()
    }

    /// Makes a mark that nobody looks at.
    public init(poison: Set<Place> = []) {
        unsafe words = .allocate(capacity: Self.wordCount)
        for word in 0..<Self.wordCount { unsafe (words + word).initialize(to: Atomic(0)) }
        self.poison = poison
        ownsWords = true
        end()
    }

    deinit { if ownsWords { unsafe words.deallocate() } }

    /// Notes what comes now; false where it is not to be tried.
    @inline(__always)
    public func begin(_ work: Work, _ channel: ChannelID, at offset: Int64) -> Bool {
        unsafe words[0].store(channel.rawValue, ordering: .relaxed)
        unsafe words[1].store(UInt64(bitPattern: offset), ordering: .relaxed)
        if !poison.isEmpty, poison.contains(Place(channel, offset)) { return false }
        #if DEBUG
            if let planted = unsafe Self.planted, planted.place == Place(channel, offset),
                planted.work == work
            {
                preconditionFailure("a planted defect")
            }
        #endif
        return true
    }

    /// Notes that it is over.
    public func end() { unsafe words[0].store(Self.nothing, ordering: .relaxed) }

    /// What is noted now; nil while nothing is.
    public var place: Place? {
        let channel = unsafe words[0].load(ordering: .relaxed)
        guard channel != Self.nothing else { return nil }
        let offset = unsafe words[1].load(ordering: .relaxed)
        return Place(ChannelID(rawValue: channel), Int64(bitPattern: offset))
    }
}
