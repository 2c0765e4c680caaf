internal import Marketing
internal import Streaming

extension ProfileTask {
    static let metaVersion: UInt8 = 2
    /// While a removed profile's records wait to leave the log, each commit takes at least this much further.
    private static let leastSlice = 16 << 10
    /// How many slots a commit looks at for its slice: those logged already are skipped, but not for nothing.
    private static let longestWalk = 1 << 17

    /// Whether a commit has anything to write: something changed since the last one, or a removed profile's
    /// records are still to be driven out of the log.
    public var isStateChanged: Bool {
        changes.isMoved || !changes.slots.isEmpty || !changes.removed.isEmpty || changes.isRemovalWaiting
    }

    /// Appends the frames of a commit to the task's state log: what changed, a slice of the rolling snapshot,
    /// and last the meta entry of that commit number.
    ///
    /// It belongs behind `advance`: facts and events that are not yet sent are no state.
    public mutating func writeState(commit: UInt64, into outbox: inout Outbox) {
        precondition(keepsLog, "the task tracks no changes")
        let isWorking =
            changes.isMoved || !changes.slots.isEmpty || !changes.removed.isEmpty || changes.isRemovalWaiting
        let opensCycle =
            changes.cycle == 0 || (isWorking && changes.cursor >= journeys.store.profiles.count)
        if opensCycle {
            changes.cycle &+= 1
            changes.cursor = 0
        }
        let number = Int64(bitPattern: commit)
        var writer = StateFrameWriter(
            FrameHeader(
                kind: .state, channel: channel, from: number, to: number, watermark: released,
                digest: settings.digest),
            opensCycle: opensCycle)
        writeCatalogue(all: opensCycle, to: &writer)
        for entry in opensCycle ? journeys.paths.all : journeys.paths.new {
            writer.append(.path, names: journeys.names) { entry.encode(to: &$0, names: &$1) }
        }
        journeys.paths.commit()
        writeChanges(to: &writer)
        if isWorking { writeSlice(to: &writer) }
        writer.append(.meta, names: journeys.names) { bytes, _ in encodeMeta(commit, to: &bytes) }
        writer.seal(names: journeys.names)
        outbox.state.append(contentsOf: writer.frames)
        changes.commit()
    }

    /// The catalogue is small beside the profiles: all of it is written where a cycle begins.
    private func writeCatalogue(all: Bool, to writer: inout StateFrameWriter) {
        let ids = all ? Array(catalogueChanges.keys) : Array(changes.campaigns)
        for id in ids.sorted() {
            guard let change = catalogueChanges[id] else { continue }
            writer.append(.campaign, names: journeys.names) { bytes, _ in change.encode(to: &bytes) }
        }
    }

    /// Removals first: what was made anew since then is a change.
    private mutating func writeChanges(to writer: inout StateFrameWriter) {
        #if WEIR_MUTATIONS
            if Mutation.active == .removalsNotLogged { changes.forgetRemovals() }
        #endif
        for id in changes.removed {
            writer.append(.removal, names: journeys.names) { bytes, _ in bytes.appendHash(id) }
        }
        if !changes.removed.isEmpty { changes.removalCycle = changes.cycle }
        for number in changes.slots {
            let slot = Int(number)
            let id = journeys.store.profiles[slot].id
            // It was removed after it changed.
            guard !id.isAbsent else { continue }
            if journeys.store.isBlank(slot) {
                writer.append(.removal, names: journeys.names) { bytes, _ in bytes.appendHash(id) }
            } else {
                write(slot, to: &writer)
            }
        }
    }

    /// Half as many bytes as changed, so that a cycle never takes longer than twice the state's changes.
    private mutating func writeSlice(to writer: inout StateFrameWriter) {
        var budget = writer.count / 2 + 64
        if changes.isRemovalWaiting { budget = max(budget, Self.leastSlice) }
        let end = writer.count + budget
        let last = min(journeys.store.profiles.count, changes.cursor + Self.longestWalk)
        while changes.cursor < last, writer.count < end {
            let slot = changes.cursor
            changes.cursor += 1
            let isFree = journeys.store.profiles[slot].id.isAbsent
            guard !isFree, !changes.isLogged(slot), !journeys.store.isBlank(slot) else { continue }
            #if WEIR_MUTATIONS
                if Mutation.active == .sliceSkipsProfiles, slot % 2 == 0 { continue }
            #endif
            write(slot, to: &writer)
        }
    }

    private mutating func write(_ slot: Int, to writer: inout StateFrameWriter) {
        writer.append(.record, names: journeys.names) { bytes, names in
            journeys.store.encode(slot, to: &bytes, names: &names)
        }
        changes.noteLogged(slot)
    }

    private func encodeMeta(_ commit: UInt64, to bytes: inout [UInt8]) {
        bytes.append(Self.metaVersion)
        bytes.appendVarint(commit)
        bytes.appendWord(settings.digest)
        bytes.appendVarint(UInt64(settings.profilePartitions))
        bytes.appendVarint(UInt64(settings.poolPartitions))
        bytes.appendVarint(UInt64(changes.cycle))
        bytes.appendVarint(UInt64(changes.removalCycle ?? 0))
        encodePosition(to: &bytes)
    }

    private func encodePosition(to bytes: inout [UInt8]) {
        bytes.appendSigned(released)
        bytes.appendVarint(UInt64(sent))
        intake.encode(to: &bytes)
    }

    /// Puts back what `encodePosition` wrote; the reader is broken afterwards where that is malformed.
    mutating func restorePosition(from reader: inout ByteReader) {
        released = reader.watermark()
        let number = reader.varint()
        if number > 1 << 62 { reader.fail() }
        sent = Int64(truncatingIfNeeded: number)
        intake.restore(from: &reader)
    }

    /// A digest of all state, whatever the order of the profiles: equal states have equal digests.
    ///
    /// - Complexity: reads all profiles; it is for checks, not for every commit.
    public var digest: UInt64 {
        var bytes: [UInt8] = []
        encodePosition(to: &bytes)
        return contentDigest ^ XXHash.hash64(bytes.span)
    }

    /// A digest of what the task knows, without how far it has read and sent: that of two runs over the same
    /// events, however their frames were cut.
    ///
    /// - Complexity: reads all profiles.
    public var contentDigest: UInt64 {
        var sum: UInt64 = 0
        var bytes: [UInt8] = []
        var names = FrameNames()
        for slot in journeys.store.profiles.indices {
            let isFree = journeys.store.profiles[slot].id.isAbsent
            guard !isFree, !journeys.store.isBlank(slot) else { continue }
            bytes.removeAll(keepingCapacity: true)
            journeys.store.encode(slot, to: &bytes, names: &names)
            names.write(journeys.names, to: &bytes)
            names.removeAll()
            sum &+= XXHash.hash64(bytes.span)
        }
        bytes.removeAll(keepingCapacity: true)
        for entry in journeys.paths.all {
            var path: [UInt8] = []
            entry.encode(to: &path, names: &names)
            names.write(journeys.names, to: &path)
            names.removeAll()
            sum &+= XXHash.hash64(path.span)
        }
        for id in catalogueChanges.keys.sorted() { catalogueChanges[id]?.encode(to: &bytes) }
        return sum ^ XXHash.hash64(bytes.span)
    }
}
