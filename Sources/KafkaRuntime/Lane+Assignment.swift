internal import Events
internal import Kafka
internal import Streaming
internal import Topology

/// Rebalances and failures: what the lane owns, and from where its tasks go on.
extension Lane {
    /// Takes partitions over: all of them, for rebalances are eager.
    ///
    /// Where the log cannot tell yet from where to go on, the next step tries again.
    func takePending() throws(KafkaError) {
        guard let partitions = pending else { return }
        let began = clock.elapsed
        member = log.memberID
        var assignment = WorkerEvent.Assignment()
        do throws(KafkaError) {
            try take(partitions, &assignment)
        } catch {
            guard !error.isFatal, error.code != .fencedInstanceID else { throw error }
            report(.aborted(lane: number, error))
            if error.code == .rebalanceInProgress { try stepBack() }
            return
        }
        pending = nil
        suspended = [:]
        assignment.milliseconds = Int(clock.elapsed - began)
        report(.assigned(lane: number, assignment))
    }

    /// The group waits for this member before it can go on: nothing is owned, and the next assignment comes.
    private func stepBack() throws(KafkaError) {
        pending = nil
        drop()
        try log.unassign()
    }

    /// Partitions go back: what was done is committed, and the tasks are kept for a quick return.
    func revoked(_ partitions: [TopicPartition], isLost: Bool) throws(KafkaError) {
        pending = nil
        var isLost = isLost || !isMember
        if !isLost {
            do throws(LaneFault) { try commit() } catch {
                tell(of: error)
                try endIfReplaced(error)
                try giveUp(after: error)
                isLost = true
            }
        } else if isOpen {
            try giveUp(after: .memberChanged)
        }
        report(.revoked(lane: number, partitions: partitions.count, isLost: isLost))
        suspended.removeAll()
        #if WEIR_MUTATIONS
            if Mutation.active == .resumeAfterLoss { isLost = false }
        #endif
        if !isLost {
            for seat in seats where seat.state == .working { suspended[seat.partition] = seat }
        }
        drop()
        try log.unassign()
    }

    /// After a fault: gives the transaction up, and goes on from what the log holds.
    func recover(from fault: LaneFault) throws(KafkaError) {
        tell(of: fault)
        try endIfReplaced(fault)
        // Before the log was asked to commit nothing can be in it, and not all seats were brought that far.
        #if WEIR_MUTATIONS
            let isInDoubt = mayBeCommitted || Mutation.active == .forgetUndo
        #else
            let isInDoubt = mayBeCommitted
        #endif
        try giveUp(after: fault)
        try endIfForbidden(fault)
        if case .memberChanged = fault {
            // The next poll brings the rebalance; until then nothing is owned.
            drop()
            suspended.removeAll()
            return try log.unassign()
        }
        if case .frame(let error, let partition) = fault {
            report(.taskStopped(task: partition, error))
            stopped.insert(partition)
        }
        // A seat is as the failed commit would have made it: good where that commit happened all the same.
        suspended.removeAll()
        if isInDoubt {
            // A source that attempted nothing may still have sent its first frame, or a lease: it is made anew.
            for seat in seats where seat.state == .working && (seat.attempted != nil || seat.kind.isStage) {
                seat.committed = seat.attempted ?? seat.committed
                suspended[seat.partition] = seat
            }
        }
        pending = seats.map(\.partition)
        drop()
    }

    private func drop() {
        for seat in seats where seat.state == .restoring { restorer.cancel(seat.partition) }
        seats = []
        openings = [:]
        #if WEIR_MUTATIONS
            if Mutation.active == .keepOutbox { return }
        #endif
        outbox = Outbox()
    }

    private func tell(of fault: LaneFault) {
        if case .kafka(let error) = fault { report(.aborted(lane: number, error)) }
    }

    /// Somebody else has this lane's name: a new producer would only fence theirs.
    private func endIfReplaced(_ fault: LaneFault) throws(KafkaError) {
        if case .kafka(let error) = fault, error.code == .fencedInstanceID { throw error }
    }

    /// What Kafka does not allow three times in a row it will not allow the fourth time; once may be a change of
    /// rights that has not reached all brokers.
    private func endIfForbidden(_ fault: LaneFault) throws(KafkaError) {
        guard case .kafka(let error) = fault, error.code.isForbidden else { return }
        refusals += 1
        if refusals == 3 { throw error }
    }

    /// Ends the open transaction without effect; a fatal error costs the producer.
    func giveUp(after fault: LaneFault) throws(KafkaError) {
        tally.aborts += 1
        defer {
            (isOpen, mayBeCommitted) = (false, false)
            openBytes = 0
        }
        var failure: KafkaError?
        if case .kafka(let error) = fault, error.isFatal { failure = error }
        if failure == nil, isOpen {
            do throws(KafkaError) { try log.abort() } catch { failure = error }
        }
        guard let failure else { return }
        try log.replaceProducer()
        report(.producerReplaced(lane: number, failure))
    }

    /// Makes seats of partitions, each from where the log says that it was left.
    private func take(
        _ partitions: [TopicPartition], _ assignment: inout WorkerEvent.Assignment
    ) throws(KafkaError) {
        let offsets = try settled(partitions)
        var new: [Seat] = []
        for offset in offsets {
            guard let kind = layout.kind(of: offset.partition.topic) else { continue }
            guard let note = CommitNote(offset.metadata) else {
                report(.taskUnreadable(task: offset.partition, .noNote))
                continue
            }
            let seat = makeSeat(offset.partition, kind, (offset.offset, note), &assignment)
            if stopped.contains(offset.partition) { seat.state = .stopped }
            new.append(seat)
        }
        seats = new.sorted { ($0.kind, $0.partition) < ($1.kind, $1.partition) }
        try log.assign(
            seats.map { PartitionOffset($0.partition, $0.nextOffset, metadata: "") })
        lastCommit = clock.elapsed
    }

    private func makeSeat(
        _ partition: TopicPartition, _ kind: TaskKind, _ committed: (offset: Int64, note: CommitNote),
        _ assignment: inout WorkerEvent.Assignment
    ) -> Seat {
        assignment.count(kind)
        #if WEIR_MUTATIONS
            if Mutation.active == .resumeByOffset, let seat = suspended[partition],
                seat.committed.offset == committed.offset
            {
                seat.committed = committed
                seat.attempted = nil
                return seat
            }
        #endif
        if let seat = suspended[partition], seat.committed.note.commit == committed.note.commit {
            assignment.resumed += 1
            seat.committed = committed
            seat.attempted = nil
            seat.isAtEnd = false
            return seat
        }
        switch kind {
        case .source(let stream):
            return SourceSeat(
                partition, stream: stream, committed: committed, end: committed.note.end,
                task: ingest(partition, stream, committed))
        case .campaigns, .erasures:
            return BroadcastSeat(
                partition, kind: kind, committed: committed, end: committed.note.end,
                task: broadcast(partition, kind, committed))
        case .visitors, .journeys, .pool: return makeStage(partition, kind, committed, &assignment)
        }
    }

    private func makeStage(
        _ partition: TopicPartition, _ kind: TaskKind, _ committed: (offset: Int64, note: CommitNote),
        _ assignment: inout WorkerEvent.Assignment
    ) -> Seat {
        let number = Int(partition.partition)
        let seat: StageSeat
        switch kind {
        case .pool:
            let task = PoolTask(partition: number, settings: settings, keepsLog: true)
            seat = PoolSeat(partition, committed: committed, task: task)
        default:
            let task = ProfileTask(
                stage: kind == .visitors ? .visitors : .journeys, partition: number, settings: settings,
                keepsLog: true)
            seat = ProfileSeat(partition, kind: kind, committed: committed, task: task)
        }
        if committed.note.commit > 0, !stopped.contains(partition) {
            assignment.restoring += 1
            seat.state = .restoring
            restorer.restore(partition, kind: kind, commit: committed.note.commit)
        }
        return seat
    }

    /// Puts tasks whose state was read into their seats.
    func takeRestored() {
        for restored in restorer.takeRestored() {
            let seat = seats.first { $0.partition == restored.partition && $0.state == .restoring }
            guard let seat, seat.committed.note.commit == restored.commit else { continue }
            switch (restored.outcome, seat) {
            case (.profiles(let task), let seat as ProfileSeat): seat.task = task
            case (.pool(let task), let seat as PoolSeat): seat.task = task
            case (.failed(let reason), _):
                seat.state = .stopped
                report(.taskUnreadable(task: seat.partition, .state(reason)))
                continue
            default: continue
            }
            seat.state = .working
            report(
                .restored(
                    lane: number, task: seat.partition, profiles: restored.profiles,
                    milliseconds: restored.milliseconds))
        }
    }

    private func ingest(
        _ partition: TopicPartition, _ stream: Stream, _ committed: (offset: Int64, note: CommitNote)
    ) -> IngestTask {
        let (sources, retired) = channels(with: partition)
        return IngestTask(
            stream: stream, partition: Layout.place(partition), sources: sources, retired: retired,
            position: committed.offset, newest: newest(committed.note), settings: settings)
    }

    /// The newest event time before a restart: lateness goes by it.
    private func newest(_ note: CommitNote) -> Milliseconds {
        #if WEIR_MUTATIONS
            if Mutation.active == .newestForgotten { return Channels.unheard }
        #endif
        return note.time ?? Channels.unheard
    }

    private func broadcast(
        _ partition: TopicPartition, _ kind: TaskKind, _ committed: (offset: Int64, note: CommitNote)
    ) -> BroadcastTask {
        let (sources, retired) = channels(with: partition)
        return BroadcastTask(
            kind: kind == .campaigns ? .campaigns : .erasures, partition: Layout.place(partition),
            sources: sources, retired: retired, settings: settings, position: committed.offset,
            newest: committed.note.time ?? Channels.unheard)
    }

    private func channels(with own: TopicPartition) -> (sources: [ChannelID], retired: [ChannelID]) {
        let (known, retired) = board.sources
        let all = known.contains(own) ? known : known + [own]
        return (all.compactMap { layout.channel(of: $0) }, retired)
    }
}

extension WorkerEvent.Assignment {
    fileprivate mutating func count(_ kind: TaskKind) {
        switch kind {
        case .source, .campaigns, .erasures: sources += 1
        case .visitors: visitors += 1
        case .journeys: journeys += 1
        case .pool: pools += 1
        }
    }
}

extension KafkaError.Code {
    /// Whether rights are missing.
    fileprivate var isForbidden: Bool {
        switch self {
        case .topicAuthorizationFailed, .groupAuthorizationFailed, .clusterAuthorizationFailed,
            .transactionalIDAuthorizationFailed:
            true
        default: false
        }
    }
}
