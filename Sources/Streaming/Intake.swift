/// What a task has read of its input partition, and from where it must read again.
///
/// What waits for the watermark is not stored: after a restart it is read again. So a task keeps its channels
/// twice: as they are after the last frame, and as they were before the first frame of which something still
/// waits. From there on a second reading decides exactly what the first one did.
public struct Intake: Sendable {
    /// The channels after the last frame taken.
    public private(set) var channels: Channels
    /// The offset behind the last frame taken.
    public private(set) var next: Int64 = 0
    /// Frames before this offset were read before a restart: what they led to was sent then.
    public private(set) var known: Int64 = 0
    private var base: Channels
    private var notes: [Note] = []
    private var settled = 0

    private struct Note {
        let offset: Int64
        let header: FrameHeader
        /// The newest time of what the frame brought.
        var newest: Milliseconds
    }

    /// Starts before the first frame.
    public init(_ channels: Channels) {
        self.channels = channels
        base = channels
    }

    /// Where reading must begin again after a restart: the first frame of which something still waits.
    public var first: Int64 {
        #if WEIR_MUTATIONS
            if Mutation.active == .readOnBehindWaiting { return next }
        #endif
        return settled < notes.count ? notes[settled].offset : next
    }

    /// Whether the frames that are read now were read before a restart.
    public var isRebuilding: Bool { next < known }

    /// Takes note of a frame.
    ///
    /// - Parameters:
    ///   - header: its header.
    ///   - offset: where it stands in the partition.
    /// - Returns: whether it is new; one that was read before is to be dropped.
    /// - Throws: where a part is missing, or the channel is none of the task's.
    public mutating func take(_ header: FrameHeader, at offset: Int64) throws(FrameError) -> Bool {
        let isNew = try channels.receive(header)
        next = offset + 1
        if isNew { notes.append(Note(offset: offset, header: header, newest: .min)) }
        return isNew
    }

    /// Steps over a record that is no frame of a channel (a lane's warm-up).
    public mutating func skip(_ offset: Int64) { next = offset + 1 }

    /// Tells that the frame taken last brought something of this time.
    @inline(__always)
    public mutating func brought(_ time: Milliseconds) {
        let last = notes.count - 1
        if last >= 0, time > notes[last].newest { notes[last].newest = time }
    }

    /// Steps over the frames of which nothing waits any more.
    ///
    /// - Parameter released: all before this time has been worked off.
    /// - Throws: what cannot be: every frame was received before.
    public mutating func settle(released: Milliseconds) throws(FrameError) {
        while settled < notes.count, notes[settled].newest < released {
            _ = try base.receive(notes[settled].header)
            settled += 1
        }
        guard settled > 64, settled * 2 > notes.count else { return }
        notes.removeFirst(settled)
        settled = 0
    }

    /// Appends what a restart needs.
    public func encode(to bytes: inout [UInt8]) {
        bytes.appendSigned(first)
        bytes.appendSigned(max(next, known))
        #if WEIR_MUTATIONS
            if Mutation.active == .restoreAfterFrames { return channels.encode(to: &bytes) }
        #endif
        base.encode(to: &bytes)
    }

    /// Puts back what `encode` wrote: reading goes on at `first`.
    public mutating func restore(from reader: inout ByteReader) {
        next = reader.signed()
        known = reader.signed()
        base.restore(from: &reader)
        channels = base
        notes.removeAll()
        settled = 0
    }
}
