internal import Kafka
internal import Streaming

/// Offsets and their notes: asked for until all are sure, and made for partitions that never had one.
extension Lane {
    private var patience: Milliseconds { 60_000 }

    /// The committed offset and note of every partition; a partition never committed gets its start committed
    /// first, and of a run until the end also its end.
    func settled(_ partitions: [TopicPartition]) throws(KafkaError) -> [PartitionOffset] {
        var offsets = try committed(partitions)
        var first: [PartitionOffset] = []
        for index in offsets.indices {
            var offset = offsets[index]
            let isSource = layout.kind(of: offset.partition.topic).map { !$0.isStage } ?? false
            if offset.offset == PartitionOffset.none {
                let bounds = try log.bounds(of: offset.partition)
                var note = CommitNote()
                if options.isUntilEnd, isSource { note.end = bounds.high }
                offset = PartitionOffset(offset.partition, bounds.low, metadata: note.text)
            } else if options.isUntilEnd, isSource, var note = CommitNote(offset.metadata), note.end == nil {
                note.end = try log.bounds(of: offset.partition).high
                note.commit += 1
                offset.metadata = note.text
            } else {
                continue
            }
            offsets[index] = offset
            first.append(offset)
        }
        if !first.isEmpty { try commitFirst(first) }
        return offsets
    }

    /// An answer may be late while somebody's transaction is open: then it is asked for again.
    private func committed(_ partitions: [TopicPartition]) throws(KafkaError) -> [PartitionOffset] {
        let began = clock.elapsed
        while true {
            do throws(KafkaError) {
                return try log.committed(partitions)
            } catch {
                #if WEIR_MUTATIONS
                    if Mutation.active == .timedOutIsNone, error.code == .timedOut {
                        return partitions.map { PartitionOffset($0, PartitionOffset.none) }
                    }
                #endif
                guard error.isRetriable || error.code == .timedOut, clock.elapsed - began < patience,
                    !board.isStopping
                else { throw error }
            }
        }
    }

    private func commitFirst(_ offsets: [PartitionOffset]) throws(KafkaError) {
        guard isMember else {
            throw KafkaError(
                code: .rebalanceInProgress, operation: "commit",
                reason: "the partitions may be somebody else's")
        }
        do throws(KafkaError) {
            try open()
            try log.commit(offsets)
            isOpen = false
        } catch {
            try giveUp(after: .kafka(error))
            // What was fatal was so for the producer, and there is a new one: the next step tries again.
            var passing = error
            passing.isFatal = false
            throw passing
        }
    }
}
