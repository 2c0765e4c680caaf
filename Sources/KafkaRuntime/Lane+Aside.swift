internal import Events
internal import Kafka
internal import Streaming
internal import Topology

/// Records of `campaigns` and `erasures`, and events that came behind the watermark.
extension Lane {
    func take(_ record: borrowing Log.Record, _ seat: BroadcastSeat) throws(KafkaError) {
        guard mark.begin(.record, seat.channel, at: record.offset) else {
            seat.task.skip(offset: record.offset)
            return try setAsidePoison(record, seat)
        }
        let key = unsafe record.key.map { unsafe [UInt8]($0) } ?? []
        let value = unsafe record.value.map { unsafe [UInt8]($0) }
        let time = record.timestamp ?? clock.wall
        let refusal: RecordRefusal?
        switch seat.kind {
        case .campaigns: refusal = takeCampaign(key, value, time, record.offset, seat)
        default: refusal = takeErasure(value, time, record.offset, seat)
        }
        guard let refusal else { return seat.accepted += 1 }
        seat.task.skip(offset: record.offset)
        let aside = AsideHeaders(
            code: refusal.code, message: refusal.message, field: refusal.field,
            stream: seat.kind == .campaigns ? "campaigns" : "erasures", place: seat.partition,
            offset: record.offset, time: clock.wall)
        try setAside(record, to: options.outputs.dead, aside)
    }

    private func takeCampaign(
        _ key: [UInt8], _ value: [UInt8]?, _ time: Milliseconds, _ offset: Int64, _ seat: BroadcastSeat
    ) -> RecordRefusal? {
        switch readers.campaign(key, value) {
        case .failure(let refusal): return refusal
        case .success(let campaign):
            seat.task.take(campaign: campaign.campaign, id: campaign.id, at: time, offset: offset)
            report(.catalogueChanged(campaign: campaign.id, effective: time))
            return nil
        }
    }

    private func takeErasure(
        _ value: [UInt8]?, _ time: Milliseconds, _ offset: Int64, _ seat: BroadcastSeat
    ) -> RecordRefusal? {
        switch readers.erasure(value) {
        case .failure(let refusal): return refusal
        case .success(let erasure):
            seat.task.take(
                erasureOfCustomer: erasure.customer, anonymous: erasure.anonymous, at: time, offset: offset)
            return nil
        }
    }

    /// The late topic's record of an event that came behind: where it stands, for it is gone on in its compact
    /// form; the original record stays in its topic.
    func aside(_ behind: Outbox.Behind) -> OutputRecord {
        let channel = ChannelID.source(stream: behind.stream, partition: Int(behind.partition))
        let headers = AsideHeaders(
            code: "behind", message: "its partition was idle, and what comes before this time is final",
            field: "event_time", stream: Stream(rawValue: behind.stream)?.name ?? "",
            place: source(of: channel, behind.partition),
            offset: behind.offset, time: clock.wall)
        return OutputRecord(key: [], value: [], headers: headers.headers)
    }
}
