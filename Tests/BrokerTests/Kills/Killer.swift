import BrokerSupport
import Foundation
import Synchronization

@testable import KafkaRuntime

/// Three workers and three brokers, and somebody who ends them by a schedule.
final class Killer {
    private let run: MarketRun
    private let cluster: Broker
    private let strikes: [Strike]
    private let tells: @Sendable (String) -> Void
    private var victims: [Victim]
    private let brokerWork = BrokerWork()
    private let began = ContinuousClock.now
    private(set) var report = KillReport()

    init(
        _ run: MarketRun, _ cluster: Broker, _ strikes: [Strike], tells: @escaping @Sendable (String) -> Void
    ) throws {
        self.run = run
        self.cluster = cluster
        self.strikes = strikes
        self.tells = tells
        victims = try ["one", "two", "three"].map { try Victim($0, run.application) }
    }

    /// Does all of it, while records come; at its end all is well again.
    func work(portions: [[Outgoing]]) throws {
        let application = run.application
        let topics = Dictionary(
            uniqueKeysWithValues: application.plan.sources.map { ($0.topic, application.topic($0.topic)) })
        let feed = Feed(portions, bootstrap: application.administrator, topics: topics)
        try wait(until: "work begins") { victims.allSatisfy(\.hasWorked) }
        for strike in strikes {
            try pause(strike.delay)
            if strike.kind == .broker { try killBroker(strike) } else { try killWorker(strike) }
        }
        try feed.finish()
        try waitForBroker()
        try wait(until: "all that were replaced have ended: \(victims.map(\.lastWords))") {
            try tend()
            return victims.allSatisfy { !$0.isReplaced }
        }
        for victim in victims { try victim.finish() }
        for victim in victims { report.endings.merge(victim.endings, uniquingKeysWith: +) }
        report.records = feed.sent
        report.seconds = (ContinuousClock.now - began) / .seconds(1)
    }

    private func tend() throws {
        for victim in victims { try victim.tend() }
    }

    private func pause(_ milliseconds: Int) throws {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while ContinuousClock.now < end {
            try tend()
            usleep(5_000)
        }
    }

    /// The one of the schedule, or the next that is free; who has worked since its start before who has not.
    private func choose(_ strike: Strike) throws -> Victim {
        let order = (0..<3).map { victims[(strike.victim + $0) % 3] }
        let patience = ContinuousClock.now + .seconds(20)
        return try eventually("a worker to strike") {
            try tend()
            if let victim = order.first(where: { $0.isFree && $0.hasWorked }) { return victim }
            guard ContinuousClock.now > patience || strike.aim == nil && strike.delay > 700 else {
                return nil
            }
            return order.first(where: \.isFree)
        }
    }

    private func killWorker(_ strike: Strike) throws {
        let victim = try choose(strike)
        if let aim = strike.aim { _ = victim.phases.wait(for: aim, within: 3_000) }
        let phase = try victim.suffer(strike)
        report.add(strike, hit: phase)
        let aim = strike.aim.map { "aimed at \($0)" } ?? "at random"
        tell("\(strike.kind.rawValue) for \(victim.name), \(aim), hit \(phase)")
    }

    /// A Java process on a machine that others share takes its time; while it is away, nobody is struck.
    private func waitForBroker() throws {
        try wait(until: "the broker is back", within: 240) {
            try tend()
            return try brokerWork.isDone()
        }
    }

    private func killBroker(_ strike: Strike) throws {
        try waitForBroker()
        brokerWork.start(cluster, strike.victim, pause: strike.pause)
        report.add(strike, hit: .rest)
        tell("SIGKILL for broker \(strike.victim), for \(strike.pause) ms")
    }

    private func tell(_ text: String) {
        let time = String(format: "%6.1f", (ContinuousClock.now - began) / .seconds(1))
        tells("\(time) s  \(report.strikes)/\(strikes.count)  \(text)")
    }
}

/// Kills one broker at a time and starts it again, on a thread of its own: that takes seconds.
final class BrokerWork: Sendable {
    private let isBusy = Atomic(false)
    private let failure = Mutex<(any Error)?>(nil)

    func isDone() throws -> Bool {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return !isBusy.load(ordering: .acquiring)
    }

    func start(_ cluster: Broker, _ number: Int, pause: Int) {
        isBusy.store(true, ordering: .relaxed)
        Thread.detachNewThread {
            do {
                try cluster.perform("kill", broker: number)
                usleep(UInt32(pause) * 1_000)
                try cluster.perform("restart", broker: number)
                // Time to catch up, or the next one takes the last copy down.
                usleep(3_000_000)
            } catch {
                self.failure.withLock { $0 = error }
            }
            self.isBusy.store(false, ordering: .releasing)
        }
    }
}
