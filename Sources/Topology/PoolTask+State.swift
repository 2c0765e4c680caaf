internal import Marketing
internal import Streaming

/// What a frame of a pool's state holds, behind the format's version; each has its number within the commit.
enum PoolEntry: UInt8 {
    /// Sums of panes that were folded since the last commit.
    case panes = 1
    /// Changes of the catalogue that were taken over since then.
    case changes
    /// A snapshot begins: what came before it counts no more.
    case snapshot
    /// A part of its windows.
    case windows
    /// The commit ends: what was read, and up to when it was worked off.
    case meta

    static let version: UInt8 = 3
    /// How large a frame becomes, about.
    static let size = 1 << 18
}

/// What is to be written to the state log, and what stands there.
struct PoolLog: Sendable {
    /// The last commit's meta entry, without the commit's number.
    var meta: [UInt8] = []
    /// How many bytes the newest snapshot took; nil: there is none.
    var snapshotSize: Int?
    /// How many bytes were written since then.
    var size = 0

    private var panes = FactFrame.Builder()
    private var sealed: [(PoolEntry, [UInt8])] = []
    private var changes: [UInt8] = []

    mutating func append(_ facts: PaneFacts, pane: Int32, cells: CellTable, names: StringTable) {
        for (row, number) in facts.contexts.enumerated() {
            panes.open(
                number, cells.context(ofNumber: Int(number)), pane: pane, count: facts.sumCount(of: row))
            facts.forEachSum(of: row) { panes.append($0, $1) }
            seal(names)
        }
    }

    private mutating func seal(_ names: StringTable) {
        if panes.size >= PoolEntry.size { sealPanes(names) }
    }

    mutating func append(_ change: CatalogueChange) {
        change.encode(to: &changes)
        if changes.count >= PoolEntry.size { sealChanges() }
    }

    /// Hands out what was appended, and forgets it.
    mutating func take(names: StringTable) -> [(PoolEntry, [UInt8])] {
        sealPanes(names)
        sealChanges()
        defer { sealed.removeAll() }
        return sealed
    }

    private mutating func sealPanes(_ names: StringTable) {
        guard panes.size > 0 else { return }
        sealed.append((.panes, panes.payload(names: names)))
        panes = FactFrame.Builder()
    }

    private mutating func sealChanges() {
        guard !changes.isEmpty else { return }
        sealed.append((.changes, changes))
        changes.removeAll()
    }
}

extension PoolTask {
    /// Writes what changed since the last commit to the state log; from time to time all that is open, after
    /// which what is older is not needed.
    ///
    /// - Parameters:
    ///   - commit: the commit's number, which rises.
    ///   - outbox: gets the frames.
    /// - Returns: whether anything was written: where nothing changed, the last number still holds.
    @discardableResult
    public mutating func writeState(commit: UInt64, into outbox: inout Outbox) -> Bool {
        guard keepsLog else { return false }
        let meta = meta
        let entries = log.take(names: names)
        guard !entries.isEmpty || meta != log.meta else { return false }
        let first = outbox.state.count
        var number: UInt64 = 0
        func write(_ entry: PoolEntry, _ body: [UInt8]) {
            var payload: [UInt8] = [PoolEntry.version, entry.rawValue]
            payload.appendVarint(number)
            payload.append(contentsOf: body)
            let header = FrameHeader(
                kind: .state, channel: .pools(partition), from: Int64(bitPattern: commit),
                to: Int64(bitPattern: commit), watermark: released, digest: settings.digest)
            outbox.state.append(
                .init(bytes: Frame.encode(header, payload: payload), opensCycle: entry == .snapshot))
            number += 1
        }
        let isSnapshot = log.snapshotSize.map { log.size > max($0, 1 << 16) } ?? true
        if isSnapshot {
            writeSnapshot(write)
        } else {
            for (entry, body) in entries {
                #if WEIR_MUTATIONS
                    if Mutation.active == .poolForgetsPanes, entry == .panes { continue }
                #endif
                write(entry, body)
            }
        }
        write(.meta, meta)
        let size = outbox.state[first...].reduce(0) { $0 + $1.bytes.count }
        if isSnapshot { (log.snapshotSize, log.size) = (size, 0) } else { log.size += size }
        log.meta = meta
        return true
    }

    private func writeSnapshot(_ write: (PoolEntry, [UInt8]) -> Void) {
        write(.snapshot, [])
        windows.snapshot(cells: cells, names: names, partSize: PoolEntry.size) { write(.windows, $0) }
        var body: [UInt8] = []
        for change in changed.values.sorted(by: { $0.id < $1.id }) {
            change.encode(to: &body)
            guard body.count >= PoolEntry.size else { continue }
            write(.changes, body)
            body.removeAll()
        }
        if !body.isEmpty { write(.changes, body) }
    }

    /// What a commit ends with.
    var meta: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendWord(settings.digest)
        bytes.appendVarint(UInt64(settings.profilePartitions))
        bytes.appendVarint(UInt64(settings.poolPartitions))
        bytes.appendSigned(released)
        intake.encode(to: &bytes)
        return bytes
    }

    /// A hash of all that survives a restart, whatever order it came in.
    public var digest: UInt64 {
        var digest = windows.digest(cells: cells, names: names)
        var bytes: [UInt8] = []
        for change in changed.values {
            bytes.removeAll(keepingCapacity: true)
            change.encode(to: &bytes)
            digest &+= XXHash.hash64(bytes.span)
        }
        bytes.removeAll()
        bytes.appendSigned(released)
        return digest &+ XXHash.hash64(bytes.span)
    }
}
