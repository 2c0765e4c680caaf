import Events
import Kafka
import Streaming
import Topology

@testable import KafkaRuntime

/// Compares what every stage has sent with what one plain task makes of the very log that it has read.
///
/// Who was idle when depends on clocks, but it stands in the frames: so what a task makes of its log is the same
/// whoever reads it, how often it began again, and how its reading was cut.
struct LogCheck {
    private let cluster: SimulatedCluster
    private let layout: Layout
    private let settings: Settings
    private var reader = FrameReader()
    private(set) var problems: [String] = []
    /// The records that pools wrote, and the events that were behind, as they should be.
    private(set) var expected = RunResult()

    init(_ cluster: SimulatedCluster, _ layout: Layout, _ settings: Settings) throws {
        self.cluster = cluster
        self.layout = layout
        self.settings = settings
        for number in 0..<settings.profilePartitions {
            try check(.visitors, number)
            try check(.journeys, number)
        }
        for number in 0..<settings.poolPartitions { try checkPool(number) }
    }

    /// All committed frames of a topic's partition, those that were cut off, too.
    private func frames(_ topic: String, _ number: Int) -> [(offset: Int64, bytes: [UInt8])] {
        cluster[TopicPartition(topic, Int32(number))].committed.compactMap { offset, record in
            record.value.map { (offset, $0) }
        }
    }

    private mutating func check(_ stage: StageName, _ number: Int) throws {
        var task = ProfileTask(stage: stage, partition: number, settings: settings)
        var outbox = Outbox()
        let topic = stage == .visitors ? layout.visitors : layout.journeys
        let stages = stage == .visitors ? [] : (0..<settings.profilePartitions).map(ChannelID.visitors)
        var plain = PlainWatermark(stages: stages, timeout: settings.idleTimeout)
        for (offset, bytes) in frames(topic, number) {
            try task.receive(bytes, at: offset)
            plain.take(try Frame.decode(bytes, digest: nil).0)
            guard task.watermark != plain.watermark, problems.count < 3 else { continue }
            problems.append(
                "\(topic)[\(number)]@\(offset): the watermark is \(task.watermark), not \(plain.watermark)")
        }
        task.advance(into: &outbox)
        for behind in outbox.behind {
            expected.aside.add("behind \(behind.stream) \(behind.partition)@\(behind.offset)")
        }
        var made = FrameSums()
        for frame in outbox.frames { try reader.add(frame.bytes, to: &made) }
        let channel: ChannelID = stage == .visitors ? .visitors(number) : .journeys(number)
        let next = stage == .visitors ? [(layout.journeys, settings.profilePartitions)] : []
        var sent = FrameSums()
        for (topic, count) in next + [(layout.facts, settings.poolPartitions)] {
            for partition in 0..<count {
                for (_, bytes) in frames(topic, partition)
                where try Frame.decode(bytes, digest: nil).0.channel == channel {
                    try reader.add(bytes, to: &sent)
                }
            }
        }
        problems += sent.differences(from: made, "\(topic)[\(number)]")
    }

    private mutating func checkPool(_ number: Int) throws {
        var task = PoolTask(partition: number, settings: settings, keepsLog: true)
        var outbox = Outbox()
        for (offset, bytes) in frames(layout.facts, number) { try task.receive(bytes, at: offset) }
        task.advance(into: &outbox)
        expected.addMetrics(of: outbox, application: layout.application)
    }
}
