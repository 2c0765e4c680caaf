import BrokerSupport
import Kafka
import Testing

/// What the mock cluster cannot show: transactions that count, and fencing.
@Suite("Transactions on a real broker", .serialized, .enabled(if: Broker.isAvailable))
struct BrokerTransactionTests {
    let bootstrap: String
    let topic: String
    let admin: Admin

    init() throws {
        bootstrap = try Broker.get().bootstrap
        topic = Names.unique("transactions")
        admin = try Admin.make(bootstrap)
        try admin.create(topic, partitions: 2)
    }

    private func read(_ partition: Int32 = 0) throws -> (records: [Copied], end: Int64) {
        let consumer = try Consumer.make(bootstrap)
        let queue = consumer.queue(of: TopicPartition(topic, partition))
        try consumer.assign([PartitionOffset(queue.partition, PartitionOffset.beginning)])
        let found = try queue.readToEnd()
        #expect(consumer.close(timeout: 10_000))
        return found
    }

    @Test("committed records are read, aborted and open ones are not")
    func visibility() throws {
        let producer = try Producer.transactional(bootstrap, id: topic)
        try producer.begin()
        try producer.send(["one", "two"], to: topic)
        try retrying { () throws(KafkaError) in try producer.commit(timeout: 10_000) }
        try producer.begin()
        try producer.send(["aborted"], to: topic)
        try producer.flush(timeout: 10_000)
        try producer.abort(timeout: 10_000)
        try producer.begin()
        try producer.send(["three"], to: topic)
        try producer.commit(timeout: 10_000)
        let (records, end) = try read()
        #expect(records.map(\.value) == ["one", "two", "three"])
        // Two records, a marker, one record, a marker, one record, a marker.
        #expect(records.map(\.offset) == [0, 1, 5])
        #expect(end == 7)
        try producer.begin()
        try producer.send(["open"], to: topic)
        try producer.flush(timeout: 10_000)
        #expect(try read().records.count == 3)
        let consumer = try Consumer.make(bootstrap)
        let partition = TopicPartition(topic, 0)
        #expect(try consumer.watermarks(of: partition, timeout: 10_000).high == 7)
        #expect(try admin.watermarks(of: partition, timeout: 10_000).high == 8)
        try producer.abort(timeout: 10_000)
    }

    @Test("offsets of a transaction are stored with their metadata when it commits, not before")
    func offsets() throws {
        let group = Names.unique("group")
        let consumer = try Consumer.make(bootstrap, group: group)
        let partitions = try consumer.join([topic])
        let producer = try Producer.transactional(bootstrap, id: group)
        let metadata = try #require(consumer.groupMetadata())
        #expect(metadata.group == group && metadata.generation > 0 && !metadata.memberID.isEmpty)
        let sent = [
            PartitionOffset(partitions[0], 11, metadata: "n=42"),
            PartitionOffset(partitions[1], 0, metadata: "x"),
        ]
        try producer.begin()
        try retrying { () throws(KafkaError) in
            try producer.sendOffsets(sent, group: metadata, timeout: 10_000)
        }
        // The broker does not say while the transaction is open; an administrator sees what was before.
        let unknown = failure { () throws(KafkaError) in
            _ = try consumer.committed(partitions, timeout: 500)
        }
        #expect(unknown?.isRetriable == true)
        #expect(try admin.groupOffsets(group, timeout: 10_000).filter { $0.offset >= 0 } == [])
        try producer.commit(timeout: 10_000)
        #expect(try consumer.settled(partitions).sorted { $0.partition < $1.partition } == sent)
        let seen = try admin.groupOffsets(group, partitions: partitions, timeout: 10_000)
        #expect(seen.sorted { $0.partition < $1.partition } == sent)
        #expect(try admin.groupOffsets(group, timeout: 10_000).count == 2)
        #expect(consumer.close(timeout: 10_000))
    }

    @Test("metadata that is too large needs an abort")
    func largeMetadata() throws {
        let producer = try Producer.transactional(bootstrap, id: topic)
        let group = GroupMetadata(group: Names.unique("group"), generation: -1, memberID: "")
        try producer.begin()
        let large = PartitionOffset(
            TopicPartition(topic, 0), 1, metadata: String(repeating: "x", count: 5000))
        let error = failure { () throws(KafkaError) in
            try producer.sendOffsets([large], group: group, timeout: 10_000)
        }
        #expect(error?.code == .offsetMetadataTooLarge && error?.requiresAbort == true)
        try producer.abort(timeout: 10_000)
    }

    @Test("a record that the broker refuses needs an abort")
    func refused() throws {
        let small = NewTopic(
            Names.unique("small"), partitions: 1, configuration: ["max.message.bytes": "1000"])
        #expect(try admin.createTopics([small], timeout: 20_000) == [:])
        let producer = try Producer.transactional(bootstrap, id: topic)
        try producer.begin()
        try producer.send(["a", String(repeating: "x", count: 5000)], to: small.name)
        let error = failure { () throws(KafkaError) in try producer.commit(timeout: 10_000) }
        #expect(error?.code == .messageTooLarge && error?.requiresAbort == true)
        #expect(producer.takeDeliveryFailure()?.code == .messageTooLarge)
        try producer.abort(timeout: 10_000)
        try repeatingTransaction(producer) { try producer.send(["b"], to: small.name) }
        let consumer = try Consumer.make(bootstrap)
        let queue = consumer.queue(of: TopicPartition(small.name, 0))
        try consumer.assign([PartitionOffset(queue.partition, PartitionOffset.beginning)])
        #expect(try queue.readToEnd().records.map(\.value) == ["b"])
    }

    @Test("a second producer of the same id fences the first")
    func fencing() throws {
        let first = try Producer.transactional(bootstrap, id: topic)
        try first.begin()
        try first.send(["lost"], to: topic)
        try first.flush(timeout: 10_000)
        let second = try Producer.transactional(bootstrap, id: topic)
        let error = failure { () throws(KafkaError) in try first.commit(timeout: 10_000) }
        #expect(error?.code == .fenced && error?.isFatal == true, "\(String(describing: error))")
        first.poll(timeout: 100)
        let events = first.takeEvents()
        #expect(
            events.contains { if case .failed(let error) = $0 { error.isFatal } else { false } },
            "\(events)")
        let again = failure { () throws(KafkaError) in try first.begin() }
        #expect(again?.isFatal == true)
        try second.begin()
        try second.send(["kept"], to: topic)
        try second.commit(timeout: 10_000)
        #expect(try read().records.map(\.value) == ["kept"])
        #expect(first.close(timeout: 10_000))
    }

    @Test("a transaction that took too long is fenced, and a new producer goes on")
    func tooLong() throws {
        let producer = try Producer.transactional(
            bootstrap, id: topic, ["transaction.timeout.ms": "1000", "message.timeout.ms": "1000"])
        try producer.begin()
        try producer.send(["late"], to: topic)
        try producer.flush(timeout: 10_000)
        let consumer = try Consumer.make(bootstrap)
        // The broker has aborted it when the last stable offset has passed the record.
        _ = try eventually(within: 60) {
            let mark = try consumer.watermarks(of: TopicPartition(topic, 0), timeout: 10_000).high
            producer.poll(timeout: 100)
            return mark > 0 ? mark : nil
        }
        let error = failure { () throws(KafkaError) in try producer.commit(timeout: 10_000) }
        #expect(error?.code == .fenced && error?.isFatal == true, "\(String(describing: error))")
        let next = try Producer.transactional(bootstrap, id: topic)
        try next.begin()
        try next.send(["in time"], to: topic)
        try next.commit(timeout: 10_000)
        #expect(try read().records.map(\.value) == ["in time"])
    }

    @Test("offsets of a member that the group has gone on without are refused, and abort is enough")
    func generations() throws {
        let group = Names.unique("group")
        let consumer = try Consumer.make(bootstrap, group: group, ["group.instance.id": "a"])
        let partitions = try consumer.join([topic])
        let now = try #require(consumer.groupMetadata())
        let producer = try Producer.transactional(bootstrap, id: group)
        let offsets = [PartitionOffset(partitions[0], 1, metadata: "n=1")]
        let refused: [(GroupMetadata, KafkaError.Code)] = [
            (member(of: now, generation: now.generation - 1, instance: "a"), .illegalGeneration),
            (member(of: now, generation: now.generation, id: "somebody", instance: "a"), .fencedInstanceID),
            (member(of: now, generation: now.generation, id: "somebody"), .unknownMemberID),
        ]
        for (metadata, code) in refused {
            try producer.begin()
            let error = failure { () throws(KafkaError) in
                try producer.sendOffsets(offsets, group: metadata, timeout: 10_000)
            }
            #expect(error?.code == code && error?.requiresAbort == true, "\(String(describing: error))")
            try producer.abort(timeout: 10_000)
        }
        try producer.begin()
        try producer.sendOffsets(offsets, group: now, timeout: 10_000)
        try producer.commit(timeout: 10_000)
        #expect(try consumer.settled(offsets.map(\.partition)) == offsets)
    }

    private func member(
        of metadata: GroupMetadata, generation: Int32, id: String? = nil, instance: String? = nil
    ) -> GroupMetadata {
        GroupMetadata(
            group: metadata.group, generation: generation, memberID: id ?? metadata.memberID,
            instanceID: instance)
    }
}
