internal import Marketing
public import Streaming

/// Makes a task of its state log, up to the meta entry of one commit.
public struct ProfileRestore: Sendable {
    private let settings: Settings
    private let commit: UInt64
    private var task: ProfileTask
    private var hasMeta = false
    private var cycle: UInt32 = 0
    private var lastCommit: UInt64 = 0
    /// Whether the frame taken last begins a cycle of the rolling snapshot: the log may be cut off before it
    /// once the next one begins.
    public private(set) var opensCycle = false

    /// Starts before the first frame of the log.
    ///
    /// - Parameters:
    ///   - stage: visitors or journeys.
    ///   - partition: the partition of the stage.
    ///   - settings: the settings.
    ///   - commit: the commit number beside the task's committed offset.
    public init(stage: StageName, partition: Int, settings: Settings, commit: UInt64) {
        self.settings = settings
        self.commit = commit
        task = ProfileTask(stage: stage, partition: partition, settings: settings, keepsLog: true)
    }

    /// How many profiles were read so far.
    public var profileCount: Int { task.profileCount }

    /// Takes the next frame of the log; what follows the wanted commit is passed over.
    ///
    /// - Returns: whether the meta entry of the wanted commit has been read.
    /// - Throws: where the frame is refused; the restore is good for nothing then.
    public mutating func take(_ bytes: [UInt8]) throws(FrameError) -> Bool {
        opensCycle = false
        guard !hasMeta else { return true }
        // State outlives a configuration.
        let (header, payload) = try Frame.decode(bytes, digest: nil)
        guard header.kind != .warmUp else { return false }
        guard header.kind == .state else { throw .damaged }
        guard header.channel == task.channel else { throw .unknownChannel(header.channel) }
        var reader = payload
        opensCycle = reader.byte() == 1
        if opensCycle { cycle += 1 }
        task.changes.cycle = cycle
        let names = FrameNames.read(&reader, into: &task.journeys.names)
        while !reader.isAtEnd, !reader.isBroken, !hasMeta {
            switch StateFrame.Mark(rawValue: reader.byte()) {
            case .record:
                guard let slot = task.journeys.store.read(&reader, names: names) else { throw .damaged }
                task.changes.noteLogged(slot)
            case .removal:
                if let slot = task.journeys.store.find(reader.hash()) { task.journeys.store.remove(slot) }
            case .campaign:
                guard let change = CatalogueChange(from: &reader) else { throw .damaged }
                task.catalogueChanges[change.id] = change
            case .path: task.journeys.paths.restore(from: &reader, names: names)
            case .meta: try readMeta(&reader)
            case nil: throw .damaged
            }
        }
        guard !reader.isBroken else { throw .damaged }
        return hasMeta
    }

    /// The task, as it was when it wrote that commit: it reads on from `firstOffset`.
    ///
    /// - Throws: where the meta entry of the wanted commit was not in the log.
    public consuming func finish() throws(FrameError) -> ProfileTask {
        guard hasMeta else {
            throw .gap(
                channel: task.channel, expected: Int64(bitPattern: commit),
                found: Int64(bitPattern: lastCommit))
        }
        task.journeys.namesChanged()
        task.journeys.paths.commit()
        for id in task.catalogueChanges.keys.sorted() {
            if let change = task.catalogueChanges[id] { task.journeys.apply(change) }
        }
        for slot in task.journeys.store.profiles.indices {
            let profile = task.journeys.store.profiles[slot]
            guard !profile.id.isAbsent else { continue }
            task.watch(slot)
            if profile.deadline != 0 { task.timers.schedule(slot, at: profile.deadline) }
        }
        return task
    }

    /// The meta entry of another commit is read, too: only so is it known where the entry ends.
    private mutating func readMeta(_ reader: inout ByteReader) throws(FrameError) {
        let version = reader.byte()
        guard version == ProfileTask.metaVersion else { throw .unknownFormat(version) }
        lastCommit = reader.varint()
        _ = reader.word()
        let (profiles, pools) = (reader.varint(), reader.varint())
        guard !reader.isBroken else { throw .damaged }
        guard profiles == UInt64(settings.profilePartitions), pools == UInt64(settings.poolPartitions)
        else {
            throw .otherPartitions(profiles: profiles, pools: pools)
        }
        let number = UInt32(truncatingIfNeeded: reader.varint())
        let removal = UInt32(truncatingIfNeeded: reader.varint())
        task.restorePosition(from: &reader)
        guard !reader.isBroken else { throw .damaged }
        #if WEIR_MUTATIONS
            let isWanted =
                lastCommit == commit
                || (Mutation.active == .restoreOneCommitEarly && lastCommit + 1 == commit)
        #else
            let isWanted = lastCommit == commit
        #endif
        guard isWanted else { return }
        hasMeta = true
        task.changes.renumber(cycle, as: number)
        task.changes.removalCycle = removal == 0 ? nil : removal
    }
}
