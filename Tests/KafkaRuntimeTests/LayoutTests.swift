import Events
import Kafka
import Streaming
import Testing

@testable import KafkaRuntime

@Suite("Which topics there are, and what each partition is for")
struct LayoutTests {
    private static let options: WorkerOptions = {
        var options = WorkerOptions()
        options.application = "shop"
        options.sources = [.clicks: ["web", "app"], .purchases: ["orders"]]
        options.campaigns = "campaigns"
        options.erasures = "erasures"
        return options
    }()
    private static let layout = Layout(options, profilePartitions: 16, poolPartitions: 4)

    @Test("names of internal topics begin with the application, stages before their state")
    func internalTopics() {
        let found = Self.layout.internalTopics.map { "\($0.topic) \($0.partitions)" }
        #expect(
            found == [
                "shop.visitors 16", "shop.journeys 16", "shop.facts 4", "shop.visitors.state 16",
                "shop.journeys.state 16", "shop.facts.state 4",
            ])
        #expect(Self.layout.configuration == TopicPartition("shop.config", 0))
    }

    @Test("lanes read stages and sources, and drain what is nearest to the output first")
    func kinds() {
        let topics = Self.layout.subscription
        #expect(Set(topics).count == topics.count)
        #expect(!topics.contains { $0.hasSuffix(".state") || $0.hasSuffix(".config") })
        let kinds = topics.compactMap(Self.layout.kind(of:)).sorted()
        #expect(
            kinds == [
                .pool, .journeys, .visitors, .campaigns, .erasures, .source(.clicks), .source(.clicks),
                .source(.purchases),
            ])
        #expect(kinds.map(\.isStage) == [true, true, true, false, false, false, false, false])
        #expect(Self.layout.kind(of: "metrics") == nil && Self.layout.kind(of: "shop.facts.state") == nil)
    }

    @Test("topics that are not configured are not read")
    func absent() {
        var options = WorkerOptions()
        options.sources = [.clicks: ["clicks"]]
        let layout = Layout(options, profilePartitions: 1, poolPartitions: 1)
        #expect(layout.sources.map(\.topic) == ["clicks"])
    }

    @Test("every source partition is a channel of its own, whatever else is read")
    func channels() {
        var channels: Set<ChannelID> = []
        for (_, topic) in Self.layout.sources {
            for partition in 0..<100 as Range<Int32> {
                guard let channel = Self.layout.channel(of: TopicPartition(topic, partition)) else {
                    Issue.record("\(topic) \(partition) is no channel")
                    continue
                }
                #expect(channel.isSource)
                channels.insert(channel)
            }
        }
        #expect(channels.count == 500)
        #expect(Self.layout.channel(of: TopicPartition("shop.facts", 0)) == nil)
        var fewer = Self.options
        fewer.sources = [.purchases: ["orders"]]
        let other = Layout(fewer, profilePartitions: 16, poolPartitions: 4)
        let orders = TopicPartition("orders", 3)
        #expect(other.channel(of: orders) == Self.layout.channel(of: orders))
    }

    @Test("a topic that is read no more is retired under whatever it may have been")
    func retired() throws {
        let partition = TopicPartition("web", 2)
        let channels = Layout.channels(ofRetired: partition)
        #expect(channels.contains(try #require(Self.layout.channel(of: partition))))
        #expect(Set(channels).count == 6)
    }
}
