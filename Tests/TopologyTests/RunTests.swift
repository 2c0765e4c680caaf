import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("Time, order and frames")
struct RunTests {
    @Test("an event is late when it trails the newest by more than the lateness, strictly")
    func latenessEdge() {
        var task = IngestTask(stream: .clicks, partition: 0, sources: [], settings: settings())
        let lines = [
            (record("1", at: 0), IngestTask.Outcome.accepted), (record("2", at: -30_000), .accepted),
            (record("3", at: -30_001), .late), (record("4", at: 60_000), .accepted),
            (record("5", at: 30_000), .accepted), (record("6", at: 29_999), .late),
            (#"{"event_id":"7"}"#, .dead(DeadLetter(.missingField, .eventTime))),
            (#"{"event_id":"8","event_time":1}"#, .dead(DeadLetter(.timeAncient, .eventTime))),
            (record("9", at: 30_000), .accepted),
        ]
        for (offset, (line, outcome)) in lines.enumerated() {
            #expect(task.take(line, offset: Int64(offset), partition: 0) == outcome, "\(line)")
        }
        #expect(task.newest == start + 60_000 && task.records == 9 && task.late == 2 && task.dead == 2)
    }

    @Test("late money is booked at newest − lateness, and counted there; what is on time is not")
    func lateMoney() throws {
        var rig = Rig(settings())
        let order = #""value":10,"order_id":"#
        try rig.run([
            Feed(
                .purchases,
                [
                    record("p1", at: 300_000, customer: "a", order + #""o1""#),
                    record("p2", at: 270_000, customer: "b", order + #""o2""#),
                    record("p3", at: 0, customer: "c", order + #""o3""#),
                    record("p4", at: 1_000, customer: "c", #""kind":"refund","# + order + #""o3""#),
                ])
        ])
        #expect(rig.total(.bookedLate) == 2 && rig.total(.orders) == 3)
        let minutes = rig.records.filter { $0.contains(#""dimension":"pool""#) && $0.contains("PT1M") }
        #expect(minutes.count == 2)
        #expect(minutes.first?.contains("T10:04:00Z") == true)
        #expect(
            minutes.first?.contains(#""counts":{"orders":2,"refunds":1,"new_customers":2,"booked_late":2}"#)
                == true)
        #expect(
            minutes.last?.contains("T10:05:00Z") == true && minutes.last?.contains("booked_late") == false)
    }

    @Test("a touch after a late order's own time is not eligible for it, one before is")
    func lateEligibility() throws {
        var rig = Rig(settings())
        try rig.run([
            Feed(
                .clicks,
                [
                    record("c1", at: 99_999, customer: "a", #""campaign_id":"before""#),
                    record("c2", at: 100_001, customer: "a", #""campaign_id":"after""#),
                ]),
            Feed(
                .purchases,
                [
                    record("p1", at: 300_000, customer: "b", #""value":1,"order_id":"o1""#),
                    record("p2", at: 100_000, customer: "a", #""value":1,"order_id":"o2""#),
                ]),
        ])
        #expect(rig.sums(.orders, .campaign) == ["before": 1_000_000, "(direct)": 1_000_000])
    }

    @Test("late answers and cost reports are booked, other late events are not")
    func lateKinds() throws {
        var rig = Rig(settings())
        try rig.run([
            Feed(
                .clicks,
                [
                    record("1", at: 100_000, customer: "a"), record("2", at: 0, customer: "a"),
                    record("3", at: 0, #""action":"cost","campaign_id":"c","cost":5"#),
                ]),
            Feed(
                .unsubscribes,
                [
                    record("4", at: 100_000, customer: "a", #""channel":"email""#),
                    record("5", at: 0, customer: "a", #""channel":"sms""#),
                ]),
        ])
        #expect(rig.outcomes == [.accepted, .late, .accepted, .accepted, .accepted])
        #expect(rig.total(.clicks) == 1 && rig.total(.unsubscribes) == 2 && rig.total(.bookedLate) == 2)
        #expect(rig.sums(.spend, .campaign) == ["c": 5_000_000])
    }

    @Test("a click in the same instant as an order comes before it")
    func instant() throws {
        var rig = Rig(settings())
        try rig.run([
            Feed(.purchases, [record("a", at: 0, customer: "k", #""value":1,"order_id":"o""#)]),
            Feed(.clicks, [record("z", at: 0, customer: "k", #""campaign_id":"c""#)]),
        ])
        #expect(rig.sums(.orders, .campaign) == ["c": 1_000_000])
    }

    @Test("an empty partition that ends holds nobody")
    func empty() throws {
        var rig = Rig(settings())
        try rig.run([
            Feed(.clicks, [record("1", at: 0)]), Feed(.beacons, []), Feed(.clicks, [], partition: 1),
        ])
        #expect(rig.isClosed && rig.total(.clicks) == 1)
        var nothing = Rig(settings())
        try nothing.run([Feed(.purchases, [])])
        #expect(nothing.isClosed && nothing.metrics.isEmpty)
    }

    @Test("nothing is released before every source was heard, and nothing at or after the watermark")
    func held() throws {
        var rig = Rig(settings())
        try rig.run(
            [Feed(.clicks, [record("1", at: 0), record("2", at: 30_000), record("3", at: 60_001)])],
            isClosed: false)
        #expect(rig.tally.processed == 2, "before 30 001 ms: the first two")
        #expect(rig.bufferedCount == 1 && !rig.isClosed)
        var silent = Rig(settings())
        try silent.run(
            [Feed(.clicks, [record("1", at: 0), record("2", at: 90_000)]), Feed(.beacons, [])],
            isClosed: false)
        #expect(silent.tally.processed == 0 && silent.bufferedCount == 2)
    }

    @Test("a missing frame stops the task", arguments: Array(1...6) as [UInt64])
    func missing(seed: UInt64) throws {
        let feeds = Synthetic.feeds(seed: seed, count: 60)
        var refused = 0
        for lost in 1...40 {
            var rig = Rig(settings(), .init(seed: seed, loses: lost))
            do throws(any Error) {
                try rig.run(feeds)
            } catch is FrameError {
                refused += 1
                continue
            }
            // A channel's last frame leaves no gap behind: then the run never ends.
            #expect(!rig.isClosed, "seed \(seed): frame \(lost) was lost, and nobody noticed")
        }
        #expect(refused > 0, "seed \(seed)")
    }

    @Test("frames of another configuration are refused")
    func configuration() throws {
        var other = settings()
        other.digest = 1
        var ingest = IngestTask(
            stream: .clicks, partition: 0, sources: [.source(stream: 0, partition: 0)], settings: other)
        var outbox = Outbox()
        ingest.seal(into: &outbox)
        var task = ProfileTask(stage: .visitors, partition: 0, settings: settings())
        let frame = try #require(outbox.frames.first { $0.stage == .visitors })
        #expect(throws: FrameError.otherConfiguration) { try task.receive(frame.bytes, at: 0) }
    }
}

@Suite("The result is a function of the events")
struct DeterminismTests {
    private static func result(_ settings: Settings, _ feeds: [Feed], _ transport: Rig.Transport) throws
        -> Rig
    {
        var rig = Rig(settings, transport)
        try rig.run(feeds)
        return rig
    }

    @Test(
        "order of arrival, size of batches and repeated frames do not matter",
        arguments: Array(1...5) as [UInt64])
    func arrival(seed: UInt64) throws {
        let feeds = Synthetic.feeds(seed: seed, count: 250)
        let plain = try Self.result(settings(), feeds, .init())
        #expect(plain.isClosed && !plain.records.isEmpty)
        for (index, batch) in [1, 2, 7, 50, 1_000].enumerated() {
            let transport = Rig.Transport(seed: seed + UInt64(index), batch: batch, repeats: index % 2 == 0)
            let other = try Self.result(settings(), feeds, transport)
            let isSame = other.records == plain.records
            #expect(isSame, "seed \(seed), batch \(batch)")
            #expect(other.tally == plain.tally, "seed \(seed), batch \(batch)")
        }
    }

    @Test("how much is released at a time does not matter", arguments: Array(1...4) as [UInt64])
    func limits(seed: UInt64) throws {
        let feeds = Synthetic.feeds(seed: seed, count: 200)
        let plain = try Self.result(settings(), feeds, .init(batch: 40))
        for limit in [1, 2, 7, 100] {
            let other = try Self.result(settings(), feeds, .init(seed: seed, batch: 40, limit: limit))
            #expect(other.isClosed && other.tally == plain.tally, "seed \(seed), \(limit) at a time")
            let isSame = other.records == plain.records
            #expect(isSame, "seed \(seed), \(limit) at a time")
        }
    }

    @Test("the number of partitions does not matter", arguments: Array(1...5) as [UInt64])
    func partitions(seed: UInt64) throws {
        let feeds = Synthetic.feeds(seed: seed, count: 200)
        let one = try Self.result(settings(1, 1), feeds, .init(batch: 20))
        for (profiles, pools) in [(2, 1), (16, 4), (5, 3)] {
            let many = try Self.result(settings(profiles, pools), feeds, .init(seed: seed, batch: 20))
            let isSame = many.records == one.records
            #expect(isSame, "seed \(seed), \(profiles) and \(pools) partitions")
            #expect(many.tally == one.tally, "seed \(seed), \(profiles) and \(pools) partitions")
            #expect(many.churnLines == one.churnLines && !one.churnLines.isEmpty, "seed \(seed)")
        }
    }

    @Test("nor does it for profiles that deny analytics and share an event id")
    func deniedGuests() throws {
        let deny = #""consent":{"analytics":false}"#
        let denied = (1...8).map { record("x", at: 0, customer: "k\($0)", deny) }
        let feeds = [Feed(.clicks, [record("x", at: 0, anonymous: "a", deny)] + denied)]
        let one = try Self.result(settings(1, 1), feeds, .init())
        let many = try Self.result(settings(16, 4), feeds, .init())
        #expect(many.tally == one.tally)
        #expect(many.sums(.clicks, .pool) == one.sums(.clicks, .pool))
    }

    @Test(
        "the order of the source partitions' files does not matter where ids are unique",
        arguments: [1, 2] as [UInt64])
    func sources(seed: UInt64) throws {
        let feeds = Synthetic.feeds(seed: seed, count: 150)
        let plain = try Self.result(settings(), feeds, .init())
        let turned = try Self.result(settings(), feeds.reversed(), .init())
        #expect(plain.records == turned.records, "seed \(seed)")
    }

    @Test("everything that came in is accounted for", arguments: Array(1...5) as [UInt64])
    func balance(seed: UInt64) throws {
        let feeds = Synthetic.feeds(seed: seed, count: 300)
        let rig = try Self.result(settings(), feeds, .init())
        let set = rig.outcomes.count { $0 != .accepted }
        let tally = rig.tally
        #expect(
            tally.processed + tally.duplicates + tally.withheld + set == rig.outcomes.count, "seed \(seed)")
        #expect(tally.duplicates > 0 && tally.withheld > 0, "seed \(seed): the stream has all sorts")
    }
}
