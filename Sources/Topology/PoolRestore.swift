internal import Marketing
public import Streaming

/// Rebuilds a pool task from its state log: the newest snapshot, and the panes that were folded after it.
///
/// A commit counts once its meta entry is there; a part of one that was written again is dropped.
public struct PoolRestore: Sendable {
    private var task: PoolTask
    private let commit: UInt64
    private var isComplete = false
    private var hasSnapshot = false
    private var staged = Staged()

    /// What the present commit has told so far.
    private struct Staged {
        var commit: Int64?
        var count: UInt64 = 0
        var size = 0
        var windows: Windows?
        var changes: [CatalogueChange] = []
        var panes: [Int32: PaneFacts] = [:]
    }

    /// Starts before the first frame of the log.
    ///
    /// - Parameters:
    ///   - partition: the partition of the stage.
    ///   - settings: the settings.
    ///   - commit: the number of the commit whose state is wanted.
    public init(partition: Int, settings: Settings, commit: UInt64) {
        task = PoolTask(partition: partition, settings: settings, keepsLog: true)
        self.commit = commit
    }

    /// Takes a frame of the log, in its order; what comes before the first snapshot is left out.
    ///
    /// - Parameter bytes: the frame, of any configuration.
    /// - Returns: whether the wanted commit has been read.
    /// - Throws: where the frame is no part of this task's state, or a part is missing.
    public mutating func take(_ bytes: [UInt8]) throws(FrameError) -> Bool {
        var (header, reader) = try Frame.decode(bytes, digest: nil)
        guard header.kind != .warmUp, !isComplete else { return isComplete }
        guard header.kind == .state, header.channel == .pools(task.partition) else {
            throw .unknownChannel(header.channel)
        }
        let version = reader.byte()
        guard version == PoolEntry.version else { throw .unknownFormat(version) }
        let (entry, number) = (PoolEntry(rawValue: reader.byte()), reader.varint())
        guard let entry, !reader.isBroken, header.from == header.to else { throw .damaged }
        if number == 0 {
            staged = Staged(commit: header.from)
            if entry == .snapshot { hasSnapshot = true }
        }
        guard hasSnapshot else { return false }
        guard staged.commit == header.from, staged.count == number else {
            throw .gap(
                channel: header.channel, expected: Int64(bitPattern: staged.count),
                found: Int64(bitPattern: number))
        }
        staged.count += 1
        staged.size += bytes.count
        try take(entry, &reader)
        guard reader.isAtEnd, !reader.isBroken else { throw .damaged }
        return isComplete
    }

    /// The task as it was after the commit; it goes on at its `firstOffset`.
    ///
    /// - Throws: where the commit has not been read.
    public consuming func finish() throws(FrameError) -> PoolTask {
        guard isComplete else { throw .damaged }
        var (task, directory, names) = (task, task.directory, task.names)
        for change in task.changed.values.sorted(by: { $0.id < $1.id }) {
            directory.apply(change, names: &names)
        }
        (task.directory, task.names) = (directory, names)
        task.learnNames()
        task.log.meta = task.meta
        return task
    }

    private mutating func take(_ entry: PoolEntry, _ reader: inout ByteReader) throws(FrameError) {
        switch entry {
        case .panes: try takePanes(&reader)
        case .changes:
            while !reader.isAtEnd {
                guard let change = CatalogueChange(from: &reader) else { throw .damaged }
                staged.changes.append(change)
            }
        case .snapshot:
            guard staged.count == 1 else { throw .damaged }
            staged.windows = Windows(rules: task.settings.windows, zones: task.zones)
        case .windows:
            guard var windows = staged.windows else { throw .damaged }
            staged.windows = nil
            guard windows.restore(from: &reader, cells: &task.cells, names: &task.names) else {
                throw .damaged
            }
            staged.windows = windows
        case .meta: try takeMeta(&reader)
        }
    }

    private mutating func takePanes(_ reader: inout ByteReader) throws(FrameError) {
        var (cells, panes) = (task.cells, staged.panes)
        (task.cells, staged.panes) = (CellTable(), [:])
        var (open, facts): (Int32, PaneFacts) = (-1, PaneFacts())
        try FactFrame.read(
            reader, names: &task.names, context: { cells.context($0, names: &$1) },
            row: { context, pane in
                if pane != open {
                    if open >= 0 { panes[open] = facts }
                    facts = panes.removeValue(forKey: pane) ?? PaneFacts()
                    open = pane
                }
                facts.append(context: UInt32(context))
            },
            sum: { measure, value in facts.add(value, measure) })
        if open >= 0 { panes[open] = facts }
        (task.cells, staged.panes) = (cells, panes)
        _ = reader.skip(reader.end - reader.position)
    }

    /// Takes over what the commit told.
    private mutating func takeMeta(_ reader: inout ByteReader) throws(FrameError) {
        _ = reader.word()
        let partitions = (reader.varint(), reader.varint())
        let released = reader.watermark()
        task.intake.restore(from: &reader)
        guard !reader.isBroken else { throw .damaged }
        let settings = task.settings
        guard partitions == (UInt64(settings.profilePartitions), UInt64(settings.poolPartitions)) else {
            throw .otherConfiguration
        }
        task.learnNames()
        if var windows = staged.windows {
            guard windows.finishRestore(released: released) else { throw .damaged }
            task.windows = windows
            task.changed.removeAll()
            task.released = released
            (task.log.snapshotSize, task.log.size) = (staged.size, 0)
        } else {
            task.log.size += staged.size
        }
        var rows = Array(repeating: CellRows(), count: task.zones.count)
        for (pane, book) in staged.panes.sorted(by: { $0.key < $1.key }) {
            let end = (Int64(pane) + 1) * .minute
            guard end <= released else { throw .damaged }
            if end > task.released { task.foldAgain(book, pane: pane, rows: &rows) }
        }
        for change in staged.changes { task.changed[change.id] = change }
        task.windows.close(upTo: released) { _, _, _ in }
        task.released = released
        isComplete = staged.commit.map { UInt64(bitPattern: $0) } == commit
        staged = Staged()
    }
}
