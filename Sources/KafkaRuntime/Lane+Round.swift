internal import Events
internal import Kafka
internal import Marketing
internal import Streaming
internal import Topology

/// A round: what is there is read and worked on, what is nearest to the output first.
extension Lane {
    private var recordsPerRead: Int { 4_096 }
    private var framesPerRead: Int { 512 }
    private var eventsPerAdvance: Int { 65_536 }
    /// A transaction as large as this is committed before its time.
    private var bytesPerCommit: Int { 64 << 20 }

    /// Whether a commit is due: a lane that lags stretches the interval up to a second.
    var isCommitDue: Bool {
        let interval = isBehind ? max(options.commitInterval, 1_000) : options.commitInterval
        return clock.elapsed - lastCommit >= interval || openBytes >= bytesPerCommit
    }

    /// Reads every partition once; tells whether there was anything.
    func round() throws(LaneFault) -> Bool {
        var isBusy = false
        isBehind = false
        findSlowest()
        for seat in seats where seat.state == .working {
            switch seat {
            case let seat as StageSeat: isBusy = try work(seat) || isBusy
            case let seat as SourceSeat where !isHeld(seat): isBusy = try read(seat) || isBusy
            case let seat as BroadcastSeat: isBusy = try read(seat) || isBusy
            default: break
            }
        }
        return isBusy
    }

    /// Takes frames; works them off where there are many, else the commit does.
    private func work(_ seat: StageSeat) throws(LaneFault) -> Bool {
        var fault: FrameError?
        let reading = log.read(seat.partition, limit: framesPerRead) { record in
            guard fault == nil, let value = unsafe record.value else { return }
            do throws(FrameError) { try seat.receive(unsafe [UInt8](value), at: record.offset) } catch {
                fault = error
            }
        }
        if let fault { throw .frame(fault, seat.partition) }
        try note(reading, seat)
        guard reading.records >= framesPerRead / 4 else { return reading.records > 0 }
        isBehind = isBehind || reading.records == framesPerRead
        try advance(seat)
        return true
    }

    /// Lets a task work until it has nothing left, and sends what comes of it.
    func advance(_ seat: StageSeat) throws(LaneFault) {
        var isLeft = true
        while isLeft, openBytes < bytesPerCommit {
            isLeft = seat.advance(limit: eventsPerAdvance, into: &outbox)
            try send(from: seat)
        }
        isBehind = isBehind || isLeft
    }

    private func read(_ seat: SourceSeat) throws(LaneFault) -> Bool {
        guard !seat.isClosed else { return false }
        var fault: KafkaError?
        var isPast = false
        var next = seat.nextOffset
        let reading = log.read(seat.partition, limit: recordsPerRead) { record in
            isPast = isPast || record.offset >= seat.end ?? .max
            // librdkafka 2.0.2 has handed out old offsets again (docs/librdkafka.md): each counts once.
            guard fault == nil, !isPast, record.offset >= next else { return }
            next = record.offset + 1
            do throws(KafkaError) { try take(record, seat) } catch { fault = error }
        }
        if let fault { throw .kafka(fault) }
        try note(reading, seat)
        seat.closeIfAtEnd(isPast ? seat.end : reading.end)
        isBehind = isBehind || reading.records == recordsPerRead
        if reading.records >= recordsPerRead / 4 { try seal(seat) }
        return reading.records > 0
    }

    private func take(_ record: borrowing Log.Record, _ seat: SourceSeat) throws(KafkaError) {
        var event = unsafe Record(paddedBytes: buffer.copy(record.value))
        event.offset = record.offset
        event.partition = UInt32(truncatingIfNeeded: Layout.place(seat.partition))
        event.timestamp = record.timestamp
        unsafe event.ceID = record.header("ce_id")
        unsafe event.ceTime = record.header("ce_time")
        switch seat.task.take(event) {
        case .accepted: seat.accepted += 1
        case .late:
            let aside = AsideHeaders(
                code: "late",
                message: "event_time is further behind the newest event of its partition than lateness",
                field: "event_time", stream: seat.stream.name, place: seat.partition, offset: record.offset,
                time: clock.wall)
            try open()
            try log.send(aside: record, to: options.outputs.late, headers: aside.headers)
            openBytes += 256
        case .dead(let letter):
            seat.dead[letter.code, default: 0] += 1
            let aside = AsideHeaders(
                code: letter.code.name, message: letter.message, field: letter.field?.name,
                stream: seat.stream.name, place: seat.partition, offset: record.offset, time: clock.wall)
            try open()
            try log.send(aside: record, to: options.outputs.dead, headers: aside.headers)
            openBytes += 256
        }
    }

    private func read(_ seat: BroadcastSeat) throws(LaneFault) -> Bool {
        guard !seat.isClosed else { return false }
        var fault: KafkaError?
        var isPast = false
        var next = seat.nextOffset
        let reading = log.read(seat.partition, limit: 256) { record in
            isPast = isPast || record.offset >= seat.end ?? .max
            guard fault == nil, !isPast, record.offset >= next else { return }
            next = record.offset + 1
            do throws(KafkaError) { try take(record, seat) } catch { fault = error }
        }
        if let fault { throw .kafka(fault) }
        try note(reading, seat)
        seat.closeIfAtEnd(isPast ? seat.end : reading.end)
        return reading.records > 0
    }

    /// Takes note of where a reading ended.
    private func note(_ reading: LogReading, _ seat: Seat) throws(LaneFault) {
        if let failure = reading.failure { throw .kafka(failure) }
        if reading.end != nil { seat.isAtEnd = true } else if reading.records > 0 { seat.isAtEnd = false }
    }

    /// Tells how far the own sources are, and learns which of all is the slowest.
    private func findSlowest() {
        let now = clock.elapsed
        guard now - lastTimes >= 10 else { return }
        lastTimes = now
        var times: [TopicPartition: SourceTime] = [:]
        var newest = Channels.unheard
        for case let seat as SourceSeat in seats {
            let isHeard = seat.newest != Channels.unheard
            times[seat.partition] =
                seat.isClosed || seat.isIdle ? .out : isHeard ? .at(seat.newest) : .unheard
            newest = max(newest, seat.newest)
        }
        let slowest = board.post(times, lane: number)
        // While somebody has not been heard, everyone may come as far as from where it stood.
        if slowest != nil {
            leadBase = nil
        } else if leadBase == nil, newest != Channels.unheard {
            leadBase = newest
        }
        leadLimit = (slowest ?? leadBase).map { $0.addingReportingOverflow(options.maxLead) }
            .flatMap { $0.overflow ? nil : $0.partialValue }
        switchHold(.memory, board.isMemoryFull)
        noteLead(now)
    }

    /// Says so when nothing was read for some seconds because the own sources are all ahead.
    private func noteLead(_ now: Milliseconds) {
        let open = seats.compactMap { $0 as? SourceSeat }.filter { !$0.isClosed && !$0.isIdle }
        let isLeading = !open.isEmpty && open.allSatisfy(isHeld)
        leadingSince = isLeading ? leadingSince ?? now : nil
        switchHold(.lead, leadingSince.map { now - $0 > 5_000 } ?? false)
    }

    /// Shows the windows that are still open, now and then.
    func showEarly() throws(LaneFault) {
        guard let interval = settings.windows.earlyInterval, clock.elapsed - lastEarly >= interval
        else { return }
        lastEarly = clock.elapsed
        for case let seat as PoolSeat in seats where seat.state == .working {
            seat.task.showEarly(into: &outbox)
            try send(from: seat)
        }
    }

    /// Whether a source is to wait: for memory, or because it is ahead of the slowest one.
    private func isHeld(_ seat: SourceSeat) -> Bool {
        if holds.contains(.memory) { return true }
        guard let leadLimit, seat.newest != Channels.unheard else { return false }
        return seat.newest > leadLimit
    }

    private func switchHold(_ hold: WorkerEvent.Hold, _ isOn: Bool) {
        guard isOn != holds.contains(hold) else { return }
        if isOn { holds.insert(hold) } else { holds.remove(hold) }
        report(.hold(lane: number, hold, isOn: isOn))
    }

    /// Seals a source's frames, and sends them.
    func seal(_ seat: InputSeat) throws(LaneFault) {
        let wasIdle = seat.isIdle
        seat.seal(wall: clock.wall, into: &outbox)
        if seat.isIdle != wasIdle, case .source(let stream) = seat.kind {
            report(.idle(stream: stream, partition: Int(seat.partition.partition), isIdle: seat.isIdle))
        }
        try send(from: seat)
    }
}
