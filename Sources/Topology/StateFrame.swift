internal import Streaming

/// The frames of a state log: whether a cycle begins, names, then entries, each behind its mark.
enum StateFrame {
    /// Stands before an entry.
    enum Mark: UInt8 {
        /// A profile, in its stored form.
        case record = 1
        /// The id of a profile that is no more.
        case removal = 2
        /// All else that a task needs, the last entry of a commit.
        case meta = 3
        /// A change of the catalogue that holds.
        case campaign = 4
        /// A path that was there today.
        case path = 5
    }
}

/// Fills frames of a state log, one after the other.
struct StateFrameWriter {
    static let frameSize = 256 << 10

    private let header: FrameHeader
    private var opensCycle: Bool
    private var names = FrameNames()
    private(set) var body: [UInt8] = []
    private(set) var frames: [Outbox.StateFrame] = []
    /// How many bytes of entries there are in the frames that are full.
    private var sealed = 0

    init(_ header: FrameHeader, opensCycle: Bool) {
        self.header = header
        self.opensCycle = opensCycle
        body.reserveCapacity(Self.frameSize + 4_096)
    }

    /// How many bytes of entries there are.
    var count: Int { sealed + body.count }

    /// Appends an entry, and seals the frame when it is full.
    mutating func append(
        _ mark: StateFrame.Mark, names table: StringTable,
        _ entry: (inout [UInt8], inout FrameNames) -> Void
    ) {
        body.append(mark.rawValue)
        entry(&body, &names)
        if body.count >= Self.frameSize { seal(names: table) }
    }

    /// Seals what is left.
    mutating func seal(names table: StringTable) {
        guard !body.isEmpty else { return }
        var payload: [UInt8] = []
        payload.reserveCapacity(body.count + 1_024)
        payload.append(opensCycle ? 1 : 0)
        names.write(table, to: &payload)
        payload.append(contentsOf: body)
        frames.append(.init(bytes: Frame.encode(header, payload: payload), opensCycle: opensCycle))
        opensCycle = false
        sealed += body.count
        body.removeAll(keepingCapacity: true)
        names.removeAll()
    }
}
