internal import Kafka
internal import Marketing
internal import Streaming
internal import Topology

/// The commit: everything since the last one, in one transaction.
extension Lane {
    /// Begins a transaction with the first thing that is sent.
    func open() throws(KafkaError) {
        guard !isOpen else { return }
        try log.begin()
        isOpen = true
    }

    /// Sends what tasks have put into the outbox.
    func send(from seat: Seat) throws(LaneFault) {
        do throws(KafkaError) {
            try sendFrames()
            try sendMetrics()
            try sendBehind()
        } catch { throw .kafka(error) }
        for erased in outbox.erased { report(.erased(erased)) }
        for minute in outbox.business { report(.business(minute)) }
        outbox.erased.removeAll(keepingCapacity: true)
        outbox.business.removeAll(keepingCapacity: true)
    }

    private func sendFrames() throws(KafkaError) {
        guard !outbox.frames.isEmpty else { return }
        try open()
        for frame in outbox.frames {
            let partition = TopicPartition(layout.topic(of: frame.stage), Int32(frame.partition))
            try log.send(frame.bytes, to: partition, token: 0)
            openBytes += frame.bytes.count
        }
        outbox.frames.removeAll(keepingCapacity: true)
    }

    private func sendMetrics() throws(KafkaError) {
        guard !outbox.metricLabels.isEmpty else { return }
        try open()
        var start = 0
        for label in outbox.metricLabels {
            let end = outbox.metrics[start...].firstIndex(of: UInt8(ascii: "\n")) ?? outbox.metrics.count
            let record = OutputRecord(
                key: label.key, value: Array(outbox.metrics[start..<end]),
                headers: CloudEvent(type: "weir.metrics", label, source: options.application).headers)
            try log.send(record, to: options.outputs.metrics)
            start = end + 1
        }
        openBytes += outbox.metrics.count
        tally.outputs += outbox.metricLabels.count
        reportWindows()
        outbox.metrics.removeAll(keepingCapacity: true)
        outbox.metricLabels.removeAll(keepingCapacity: true)
        outbox.metricCount = 0
    }

    /// Tells which windows were written; those of one window follow each other.
    private func reportWindows() {
        var rest = outbox.metricLabels[...]
        while let first = rest.first {
            let same = rest.prefix { $0.window == first.window }
            if first.window.isFinal { report(.windowFinal(lane: number, first.window, records: same.count)) }
            rest = rest.dropFirst(same.count)
        }
    }

    private func sendBehind() throws(KafkaError) {
        guard !outbox.behind.isEmpty else { return }
        try open()
        for behind in outbox.behind {
            try log.send(aside(behind), to: options.outputs.late)
        }
        outbox.behind.removeAll(keepingCapacity: true)
    }

    /// Commits what there is; where nothing has changed, nothing is written.
    func commit(isLast: Bool = false) throws(LaneFault) {
        let began = clock.elapsed
        lastCommit = began
        var isChanged = isOpen
        for seat in seats where seat.state == .working {
            #if WEIR_MUTATIONS
                if Mutation.active == .sealForgotten, seat is InputSeat { continue }
            #endif
            if let seat = seat as? InputSeat { try seal(seat) }
            if let seat = seat as? StageSeat { try advance(seat) }
        }
        for seat in seats where seat.state == .working {
            seat.attempted = seat.progress(into: &outbox)
            isChanged = isChanged || seat.attempted != nil
            if let seat = seat as? StageSeat { try sendState(of: seat) }
        }
        guard isChanged || isOpen else { return }
        guard isMember else { throw .memberChanged }
        let committable = seats.map { seat in
            let (offset, note) = seat.attempted ?? seat.committed
            return PartitionOffset(seat.partition, offset, metadata: note.text)
        }
        #if WEIR_MUTATIONS
            var offsets = committable
            if Mutation.active == .noNoteWhereUnchanged {
                for (index, seat) in seats.enumerated() where seat.attempted == nil {
                    offsets[index].metadata = ""
                }
            }
            if Mutation.active == .withoutOffsets,
                seats.allSatisfy({ $0.attempted == nil || $0.kind.isStage })
            {
                offsets = []
            }
        #else
            let offsets = committable
        #endif
        do throws(KafkaError) {
            try open()
            mayBeCommitted = true
            try log.commit(offsets)
        } catch { throw .kafka(error) }
        committed(since: began)
    }

    /// Whether the lane is still the member that got its partitions.
    var isMember: Bool {
        #if WEIR_MUTATIONS
            if Mutation.active == .noMemberCheck { return true }
        #endif
        return member != nil && log.memberID == member
    }

    private func sendState(of seat: StageSeat) throws(LaneFault) {
        let partition = TopicPartition(Layout.state(of: seat.partition.topic), seat.partition.partition)
        do throws(KafkaError) {
            if !outbox.state.isEmpty { try open() }
            for frame in outbox.state {
                var token: UInt64 = 0
                if frame.opensCycle {
                    token = nextToken
                    nextToken += 1
                    openings[token] = seat
                }
                try log.send(frame.bytes, to: partition, token: token)
                openBytes += frame.bytes.count
            }
        } catch { throw .kafka(error) }
        outbox.state.removeAll(keepingCapacity: true)
    }

    /// The transaction is in the log: what was attempted holds.
    private func committed(since began: Milliseconds) {
        (isOpen, mayBeCommitted) = (false, false)
        (openBytes, refusals) = (0, 0)
        for seat in seats {
            if let attempted = seat.attempted { seat.committed = attempted }
            seat.attempted = nil
        }
        cutLogs()
        let took = Int(clock.elapsed - began)
        tally.commits += 1
        tally.commitTimes.append(took)
        if took > 1_000 { report(.slowCommit(lane: number, milliseconds: took)) }
        lastCommit = clock.elapsed
    }

    /// What is older than the cycle before the last is not needed for a restart any more, and neither are
    /// frames that were worked off.
    private func cutLogs() {
        for (token, offset) in log.takeDelivered() {
            guard let seat = openings.removeValue(forKey: token) else { continue }
            seat.cycles.append(offset)
            guard seat.cycles.count > 2, !options.keepsLogs else { continue }
            seat.cycles.removeFirst(seat.cycles.count - 2)
            let partition = TopicPartition(Layout.state(of: seat.partition.topic), seat.partition.partition)
            #if WEIR_MUTATIONS
                if Mutation.active == .cutStateTooFar { board.cut(partition, before: seat.cycles[1]) }
            #endif
            board.cut(partition, before: seat.cycles[0])
        }
        #if WEIR_MUTATIONS
            if Mutation.active == .cutFramesTooFar {
                for seat in seats where seat.kind.isStage {
                    board.cut(seat.partition, before: seat.nextOffset)
                }
            }
        #endif
        guard !options.keepsLogs, tally.commits.isMultiple(of: 64) else { return }
        for seat in seats where seat.kind.isStage { board.cut(seat.partition, before: seat.committed.offset) }
    }
}
