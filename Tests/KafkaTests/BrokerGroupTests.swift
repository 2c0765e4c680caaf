import BrokerSupport
import Kafka
import Testing

@Suite("Groups on a real broker", .serialized, .enabled(if: Broker.isAvailable))
struct BrokerGroupTests {
    let bootstrap: String
    let topics: [String]
    let group = Names.unique("group")

    init() throws {
        bootstrap = try Broker.get().bootstrap
        topics = [Names.unique("wide"), Names.unique("narrow")]
        let admin = try Admin.make(bootstrap)
        try admin.create(topics[0], partitions: 4)
        try admin.create(topics[1], partitions: 2)
    }

    private func member(_ instance: String) throws -> Consumer {
        try Consumer.make(
            bootstrap, group: group,
            [
                "group.instance.id": instance, "session.timeout.ms": "6000", "heartbeat.interval.ms": "300",
                "topic.metadata.refresh.interval.ms": "1000",
            ])
    }

    /// Polls several members, accepting what the group says, until each has as many partitions.
    private func settle(_ members: [Consumer], at counts: [Int]) throws -> [[TopicPartition]] {
        var owned: [[TopicPartition]] = members.map { _ in [] }
        return try eventually(within: 60) {
            for (index, member) in members.enumerated() {
                switch member.poll(timeout: 20) {
                case .assigned(let partitions):
                    for partition in partitions { _ = member.queue(of: partition) }
                    try member.assign(partitions.map { PartitionOffset($0, PartitionOffset.none) })
                    owned[index] = partitions.sorted()
                case .revoked(_, let isLost):
                    #expect(!isLost)
                    try member.unassign()
                    owned[index] = []
                default: break
                }
            }
            return owned.map(\.count) == counts ? owned : nil
        }
    }

    @Test("two members share all partitions evenly, and a leaving one gives its own back at once")
    func sharing() throws {
        let first = try member("a")
        #expect(try first.join(topics).count == 6)
        let second = try member("b")
        try second.subscribe(to: topics)
        let owned = try settle([first, second], at: [3, 3])
        let all = Set(owned.joined())
        #expect(all.count == 6)
        #expect(all.filter { $0.topic == topics[0] }.count == 4)
        try second.unsubscribe()
        let alone = try settle([first, second], at: [6, 0])
        #expect(Set(alone[0]) == all)
        #expect(second.close(timeout: 10_000))
        #expect(first.close(timeout: 10_000))
    }

    @Test("a static member that comes back within its session has what it had, in the same generation")
    func comingBack() throws {
        let first = try member("a")
        let partitions = try first.join(topics)
        let generation = first.groupMetadata()?.generation
        let name = first.memberID
        #expect(first.close(timeout: 10_000))
        let second = try member("a")
        #expect(try second.join(topics) == partitions)
        #expect(second.groupMetadata()?.generation == generation)
        #expect(second.memberID != name)
        #expect(second.close(timeout: 10_000))
    }

    @Test("a member whose instance was taken by another is told so, for good")
    func fencedInstance() throws {
        let first = try member("a")
        _ = try first.join(topics)
        let second = try member("a")
        try second.subscribe(to: topics)
        let error: KafkaError = try eventually {
            if case .assigned = second.poll(timeout: 20) { try second.unassign() }
            switch first.poll(timeout: 20) {
            case .failed(let error) where error.isFatal: return error
            case .revoked: try first.unassign()
            default: break
            }
            return nil
        }
        #expect(error.code == .fencedInstanceID)
        #expect(first.close(timeout: 10_000))
        #expect(second.close(timeout: 10_000))
    }

    @Test("the end of a partition is told once, and again after more records")
    func ends() throws {
        let consumer = try Consumer.make(bootstrap)
        let queue = consumer.queue(of: TopicPartition(topics[0], 0))
        try consumer.assign([PartitionOffset(queue.partition, PartitionOffset.beginning)])
        #expect(try queue.readToEnd() == ([], 0))
        #expect(queue.read(limit: 10, timeout: 100) { _ in } == Reading())
        let producer = try Producer.make(bootstrap)
        try producer.send(["a", "b"], to: topics[0])
        try producer.flush(timeout: 10_000)
        let (records, end) = try queue.readToEnd()
        #expect(records.map(\.value) == ["a", "b"] && end == 2)
    }

    @Test("a consumer that is not closed does not hold the process back")
    func forgotten() throws {
        let clock = ContinuousClock()
        let time = try clock.measure {
            let consumer = try member("a")
            _ = try consumer.join(topics)
        }
        #expect(time < .seconds(20))
    }
}
