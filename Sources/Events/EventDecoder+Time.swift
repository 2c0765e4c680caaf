import Streaming

// The identity and the time of an event, and what stands in for them.
extension EventDecoder {
    /// XXH64 of `event_id`, else of the header `ce_id`.
    mutating func identity(_ record: Record) throws(DeadLetter) -> UInt64 {
        if try fields.checkedString(.eventID) {
            return fields.withString(.eventID) { XXHash.hash64($0) }
        }
        guard let header = unsafe record.ceID else { throw DeadLetter(.missingField, .eventID) }
        if unsafe header.isEmpty { throw DeadLetter(.empty, .eventID) }
        if header.count > FieldReader.limit(of: .eventID) { throw DeadLetter(.tooLong, .eventID) }
        return unsafe Record.withHeader(header) { XXHash.hash64($0) }
    }

    /// Sets the time from `event_time`, else the header `ce_time`, else the record's own timestamp; a clock
    /// that is a little fast is set back to the record's.
    mutating func decodeTime(_ record: Record, into event: inout Event) throws(DeadLetter) {
        var time = try givenTime(record)
        if time < Timestamp.earliest { throw DeadLetter(.timeAncient, .eventTime) }
        let limit = (record.timestamp ?? rules.startOfRun).addingReportingOverflow(rules.maxFutureSkew)
        if !limit.overflow, time > limit.partialValue { throw DeadLetter(.timeFuture, .eventTime) }
        if let timestamp = record.timestamp, time > timestamp {
            if timestamp < Timestamp.earliest { throw DeadLetter(.timeAncient, .eventTime) }
            time = timestamp
            event.flags.insert(.clockCorrected)
        }
        if time > Timestamp.latestEvent { throw DeadLetter(.numberRange, .eventTime) }
        event.time = time
        event.ownTime = time
    }

    private mutating func givenTime(_ record: Record) throws(DeadLetter) -> Milliseconds {
        // Anything before 2000 is `timeAncient`, down to the smallest number.
        if let time = try fields.checkedTime(.eventTime, in: .min...Timestamp.latest) { return time }
        if let header = unsafe record.ceTime {
            guard let time = unsafe Record.withHeader(header, { Timestamp.parse($0) }) else {
                throw DeadLetter(.timeSyntax, .eventTime)
            }
            return time
        }
        guard let timestamp = record.timestamp else { throw DeadLetter(.missingField, .eventTime) }
        guard timestamp <= Timestamp.latest else { throw DeadLetter(.numberRange, .eventTime) }
        return timestamp
    }
}
