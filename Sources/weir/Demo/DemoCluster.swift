internal import Kafka
internal import KafkaRuntime
internal import Market
internal import Marketing
internal import Operations
internal import Streaming
internal import Topology

/// Where the demo runs: a broker within the process, its topics, and the settings of the worker.
///
/// The broker is librdkafka's, made for its own tests: it keeps everything in memory, and forgets it at the end.
struct DemoCluster {
    /// The broker; it lives as long as this.
    let broker: MockCluster
    /// Where and how the worker runs.
    let options: WorkerOptions
    /// What decides numbers.
    let settings: Settings
    /// The text that the settings' digest was made of.
    let configuration: [UInt8]

    private static let application = "weir-demo"
    private static let profilePartitions = 4
    private static let poolPartitions = 2

    init(_ demo: DemoOptions) throws(CommandFailure) {
        let configuration = try Self.configuration(of: demo.market)
        var settings = configuration.settings
        settings.idleTimeout = configuration.deployment.idleTimeout
        // The market's towns know no summer time, and the demo needs no tables of the machine.
        settings.windows.defaultZone = TimeZoneTable(
            name: "market", transitions: [], offsets: [TownClock.offset])
        do throws(KafkaError) {
            broker = try MockCluster()
            var options = WorkerOptions(configuration.deployment)
            options.bootstrap = broker.bootstrap
            options.keepsLogs = true
            options.leaves = true
            // The mock broker waits for a member that is late as long as its session: here that is short.
            options.clientOptions["session.timeout.ms"] = "6000"
            options.clientOptions["heartbeat.interval.ms"] = "300"
            for (topic, partitions) in Self.topics(options) {
                try broker.createTopic(topic, partitions: partitions)
            }
            self.options = options
        } catch {
            throw CommandFailure(
                .unavailable, "the broker within the demo does not start: \(error)",
                advice: "may this process open a socket on localhost?")
        }
        self.settings = settings
        self.configuration = configuration.numbersText
    }

    /// The partitions of the sources.
    var sources: [TopicPartition] {
        MarketStream.allCases.flatMap { stream in
            (0..<DemoOptions.partitions).map { TopicPartition(stream.name, Int32($0)) }
        }
    }

    /// The market's own configuration and catalogue, which `weir generate` would write to files.
    private static func configuration(of market: MarketOptions) throws(CommandFailure) -> Configuration {
        let texts = ["weir.yaml": market.configText, "campaigns.json": market.catalogueText]
        let flags = [
            // A second of waiting is ten minutes of the market, which is less than the lateness: so what was
            // idle does not come back behind.
            ("idle_timeout", "1s"), ("windows.early_interval", "1s"), ("time_zone", "UTC"),
            ("max_lead", "2h"), ("application", application), ("instance", "demo"), ("lanes", "2"),
            ("delivery", "at_least_once"), ("commit_interval", "200ms"),
            ("partitions.profiles", "\(profilePartitions)"), ("partitions.pools", "\(poolPartitions)"),
        ]
        do throws(Problems) {
            return try Configuration.load(
                file: "weir.yaml", environment: [:],
                flags: flags.map { Configuration.KeyFlag(path: $0.0, value: $0.1) },
                files: FileSource { path, _ throws(FileFailure) in
                    guard let text = texts[path] else { throw FileFailure(reason: "there is no such file") }
                    return Array(text.utf8)
                })
        } catch {
            throw CommandFailure(.bug, "the demo's configuration has problems\n\(error)")
        }
    }

    /// All topics: those of the market, Weir's own, and the outputs.
    private static func topics(_ options: WorkerOptions) -> [(String, Int)] {
        let stages = [
            ("visitors", profilePartitions), ("journeys", profilePartitions), ("facts", poolPartitions),
        ]
        return MarketStream.allCases.map { ($0.name, DemoOptions.partitions) }
            + stages.flatMap { name, partitions in
                [("\(application).\(name)", partitions), ("\(application).\(name).state", partitions)]
            }
            + ["\(application).config", options.outputs.metrics, options.outputs.late, options.outputs.dead]
            .map { ($0, 1) }
    }
}
