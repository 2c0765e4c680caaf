internal import Kafka
internal import Market
internal import Streaming

/// Plays the market to the broker, so many times faster than life.
struct Feeder {
    private let board: DemoBoard
    private let producer: Producer
    private let end: Milliseconds
    private let speed: Double
    private var spool: MarketSpool
    private var next: MarketRecord?
    private var fed: [MarketStream: Int] = [:]
    private var clock: Milliseconds

    /// The broker keeps 5 MiB of a partition: what is not read by then is gone, so the market waits before.
    private static let largestLag = 16_000
    /// Of the market's time, so that a great speed is a ramp and no cliff.
    private static let largestStep: Milliseconds = 30 * .minute

    init(_ options: DemoOptions, _ board: DemoBoard, bootstrap: String) throws {
        self.board = board
        end = options.market.end
        speed = options.speed
        clock = options.market.start
        spool = MarketSpool(try Market(options.market)) { _ in !board.isStopping }
        next = spool.next()
        producer = try Producer(
            ClientOptions([
                "bootstrap.servers": bootstrap, "client.id": "weir-demo-market", "enable.idempotence": "true",
                "linger.ms": "5", "partitioner": "murmur2_random", "log.connection.close": "false",
            ]))
    }

    /// Plays until everything is to end, or until the market is over.
    mutating func run() throws(KafkaError) {
        var last = ContinuousClock.now
        while !board.isStopping, clock < end {
            Pause.take(milliseconds: 20)
            let now = ContinuousClock.now
            let step = Milliseconds((now - last) / .milliseconds(1) * speed)
            last = now
            // Before somebody reads, the market would only run into its limit.
            guard board.isReading else { continue }
            let goal = min(end, clock + min(step, Self.largestStep))
            let isHeld = try send(upTo: goal)
            if !isHeld { clock = goal }
            producer.poll(timeout: 0)
            if let failure = producer.takeDeliveryFailure() { throw failure }
            board.setFeed(
                clock: clock, fed: fed.values.reduce(0, +), isHeld: isHeld, hasCaughtUp: clock >= end)
        }
        _ = producer.close(timeout: 500)
    }

    /// Sends what arrives up to a time; tells whether it has to wait.
    private mutating func send(upTo goal: Milliseconds) throws(KafkaError) -> Bool {
        let committed = board.committed
        while let record = next, record.arrival <= goal {
            let topic = record.stream.name
            guard fed[record.stream, default: 0] < committed[topic, default: 0] + Self.largestLag else {
                clock = max(clock, min(goal, record.arrival))
                return true
            }
            try producer.send(
                to: producer.topic(topic), key: record.key, value: record.value, timestamp: record.arrival)
            fed[record.stream, default: 0] += 1
            next = spool.next()
        }
        return false
    }
}
