internal import Kafka
internal import Market
internal import Operations
internal import Streaming

/// How a market goes to Kafka.
struct MarketSending {
    /// Events per second; nil: as fast as possible.
    var rate: Double?
    /// Seconds of the market per second; nil: its clock does not matter.
    var speed: Double?
    /// Keys at random, instead of the profiles' ids.
    var hasRandomKeys = false
}

/// What became of a market on its way to Kafka.
struct MarketDelivery {
    /// Records that Kafka has, by stream.
    var sent: [Int] = [0, 0, 0, 0]
    /// Whether a signal ended it early.
    var wasStopped = false
    var seconds = 0.0

    var total: Int { sent.reduce(0, +) }
}

/// Sends a market to the source topics of a configuration.
struct MarketSender {
    private let access: KafkaAccess
    private let sending: MarketSending
    /// By stream; none: the stream is left out.
    private let names: [[String]]

    init(_ deployment: Deployment, _ sending: MarketSending, console: Console) {
        access = KafkaAccess(deployment, console: console)
        self.sending = sending
        let topics = deployment.topics
        names = MarketStream.allCases.map { stream in
            switch stream {
            case .clicks: topics.clicks
            case .beacons: topics.beacons
            case .purchases: topics.purchases
            case .unsubscribes: topics.unsubscribes
            }
        }
    }

    /// Refuses to begin where a topic is missing.
    func checkTopics() throws(CommandFailure) {
        let admin = try access.admin()
        defer { _ = admin.close(timeout: 3_000) }
        let wanted = names.flatMap { $0 }
        let there = Set(try access.topics(wanted, from: admin).map(\.name))
        let missing = wanted.filter { !there.contains($0) }
        guard missing.isEmpty else {
            let verb = missing.count == 1 ? "topic is" : "topics are"
            throw CommandFailure(
                .unavailable, "\(missing.count) \(verb) not there: \(missing.joined(separator: ", "))",
                advice: "create what is missing: weir topics apply")
        }
    }

    /// Sends everything; `start` is the market's first instant, `began` when that was, or is, on the clock.
    func send(
        _ spool: inout MarketSpool, from start: Milliseconds, at began: ContinuousClock.Instant,
        stop: StopSignal
    ) throws(CommandFailure) -> MarketDelivery {
        let producer = try access.producer()
        defer { _ = producer.close(timeout: 3_000) }
        do throws(KafkaError) {
            let topics = try names.map { names throws(KafkaError) in
                try names.map { name throws(KafkaError) in try producer.topic(name) }
            }
            return try send(&spool, to: topics, producer, from: start, began, stop)
        } catch { throw access.failure(error) }
    }

    private func send(
        _ spool: inout MarketSpool, to topics: [[ProducerTopic]], _ producer: Producer,
        from start: Milliseconds, _ began: ContinuousClock.Instant, _ stop: StopSignal
    ) throws(KafkaError) -> MarketDelivery {
        var delivery = MarketDelivery()
        var line = ProgressLine(console: access.console, verb: "sending")
        var number: UInt64 = 0
        let total = Double(max(spool.summary.total, 1))
        let begun = ContinuousClock.now
        while let record = spool.next() {
            let due = due(arrival: record.arrival - start, number: number)
            number += 1
            while !stop.isSet, let due, ContinuousClock.now - began < .seconds(due) {
                let rest = (.seconds(due) - (ContinuousClock.now - began)) / .milliseconds(1)
                producer.poll(timeout: Int32(max(1, min(100, rest))))
                line.show(count: delivery.total, part: Double(number) / total)
            }
            if stop.isSet { break }
            let choices = topics[Int(record.stream.rawValue)]
            guard !choices.isEmpty else { continue }
            let key = sending.hasRandomKeys ? Self.randomKey(number) : record.key
            try producer.send(
                to: choices[Self.choice(key, number, among: choices.count)], key: key, value: record.value,
                timestamp: record.arrival)
            delivery.sent[Int(record.stream.rawValue)] += 1
            guard number & 0x3ff == 0 else { continue }
            producer.poll(timeout: 0)
            if let failure = producer.takeDeliveryFailure() { throw failure }
            line.show(count: delivery.total, part: Double(number) / total)
        }
        line.end()
        delivery.wasStopped = stop.isSet
        try producer.flush(timeout: 60_000)
        if let failure = producer.takeDeliveryFailure() { throw failure }
        delivery.seconds = (ContinuousClock.now - begun) / .seconds(1)
        return delivery
    }

    /// Seconds after the beginning at which a record is to go; nil: at once.
    private func due(arrival: Milliseconds, number: UInt64) -> Double? {
        if let speed = sending.speed { return Double(arrival) / 1_000 / speed }
        return sending.rate.map { Double(number) / $0 }
    }

    /// Of several topics of a stream always the same for a key.
    private static func choice(_ key: [UInt8]?, _ number: UInt64, among count: Int) -> Int {
        guard count > 1 else { return 0 }
        var hash: UInt64 = number
        if let key {
            hash = key.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        }
        return Int(truncatingIfNeeded: (hash >> 8) % UInt64(count))
    }

    /// Eight hexadecimal digits that have nothing to do with the record.
    private static func randomKey(_ number: UInt64) -> [UInt8] {
        var mixed = number &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return (0..<8).map { place in
            let digit = UInt8(truncatingIfNeeded: mixed >> UInt64(32 + place * 4)) & 15
            return digit < 10 ? 48 + digit : 87 + digit
        }
    }
}
