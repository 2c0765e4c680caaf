internal import Events
internal import Kafka
internal import Streaming
internal import Topology

/// Records that crashed the process twice: they are not tried again, and go whole to dead letters.
extension Lane {
    /// Sets a record aside that is not to be read.
    func setAsidePoison(_ record: borrowing Log.Record, _ seat: InputSeat) throws(KafkaError) {
        let aside = poison(seat.partition, record.offset, stream: seat.kind)
        try setAside(record, to: options.outputs.dead, aside)
        report(.poisonSetAside(lane: number, source: seat.partition, offset: record.offset))
    }

    /// Sets events aside whose turn does not come.
    ///
    /// Their records are read again, for a stage has only what figures are made of. Where one is gone, its place
    /// is all there is.
    func sendPoisoned() throws(KafkaError) {
        guard !outbox.poisoned.isEmpty else { return }
        try open()
        for event in outbox.poisoned {
            let channel = ChannelID.source(stream: event.stream, partition: Int(event.partition))
            let place = source(of: channel, event.partition)
            let kind = Stream(rawValue: event.stream).map { TaskKind.source($0) }
            let aside = poison(place, event.offset, stream: kind)
            var failure: KafkaError?
            var isFound = false
            do throws(KafkaError) {
                isFound = try log.lend(place, at: event.offset) { record in
                    do throws(KafkaError) {
                        try setAside(record, to: options.outputs.dead, aside)
                    } catch { failure = error }
                }
            } catch {
                // It may be there the next time; else it is gone with its topic.
                if error.isRetriable { throw error }
                report(.clientProblem(lane: number, error))
            }
            if let failure { throw failure }
            if !isFound { try sendBare(aside.headers, to: options.outputs.dead) }
            report(.poisonSetAside(lane: number, source: place, offset: event.offset))
        }
        outbox.poisoned.removeAll()
    }

    /// The partition that a source's channel is.
    func source(of channel: ChannelID, _ number: UInt32) -> TopicPartition {
        board.sources.known.first { layout.channel(of: $0) == channel }
            ?? TopicPartition("", Int32(number & 0xFFFF))
    }

    private func poison(_ place: TopicPartition, _ offset: Int64, stream: TaskKind?) -> AsideHeaders {
        let name =
            switch stream {
            case .source(let stream): stream.name
            case .campaigns: "campaigns"
            case .erasures: "erasures"
            default: ""
            }
        return AsideHeaders(
            code: "poison", message: "the process crashed at it twice", field: nil, stream: name,
            place: place,
            offset: offset, time: clock.wall)
    }
}
