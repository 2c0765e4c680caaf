import Events
import Marketing
import Streaming
import Testing
import Topology

@Suite("Campaigns and erasures, in order with the events")
struct NoticeTests {
    private static let sources: [ChannelID] = [
        .source(stream: 0, partition: 0), .source(stream: 4, partition: 0), .source(stream: 5, partition: 0),
    ]

    /// One task of a stage, fed with click-stream events and notices, up to the end.
    private func run(
        _ stage: StageName, _ lines: [String], campaigns: [CatalogueChange] = [],
        erasures: [(customer: String?, anonymous: String?, time: Milliseconds)] = [], limit: Int = .max
    ) throws -> (task: ProfileTask, outbox: Outbox) {
        let settings = settings(1, 1)
        var sealed = Outbox()
        var ingest = IngestTask(stream: .clicks, partition: 0, sources: Self.sources, settings: settings)
        for (offset, line) in lines.enumerated() {
            _ = ingest.take(line, offset: Int64(offset), partition: 0)
        }
        ingest.seal(into: &sealed, isClosed: true)
        var catalogue = BroadcastTask(
            kind: .campaigns, partition: 0, sources: Self.sources, settings: settings)
        for (offset, change) in campaigns.enumerated() {
            catalogue.take(
                campaign: change.campaign, id: change.id, at: start + change.time, offset: Int64(offset))
        }
        catalogue.seal(into: &sealed, wall: 0, isAtEnd: true, isClosed: true)
        var wishes = BroadcastTask(kind: .erasures, partition: 0, sources: Self.sources, settings: settings)
        for (offset, wish) in erasures.enumerated() {
            wishes.take(
                erasureOfCustomer: wish.customer.map { Array($0.utf8) },
                anonymous: wish.anonymous.map { Array($0.utf8) }, at: start + wish.time, offset: Int64(offset)
            )
        }
        wishes.seal(into: &sealed, wall: 0, isAtEnd: true, isClosed: true)
        var task = ProfileTask(stage: stage, partition: 0, settings: settings, keepsLog: true)
        for (number, frame) in sealed.frames.filter({ $0.stage == stage }).enumerated() {
            try task.receive(frame.bytes, at: Int64(number))
        }
        var outbox = Outbox()
        while task.advance(into: &outbox, limit: limit) {}
        return (task, outbox)
    }

    @Test("records of any timestamp are taken", arguments: [.min, .min + 1, -1, .max - 1, .max] as [Int64])
    func timestamps(time: Int64) throws {
        let settings = settings(1, 1)
        for kind in [BroadcastTask.Kind.campaigns, .erasures] {
            var task = BroadcastTask(kind: kind, partition: 0, sources: Self.sources, settings: settings)
            for offset in 0..<3 as Range<Int64> {
                task.take(campaign: nil, id: "c", at: time, offset: offset)
                task.take(erasureOfCustomer: [7], anonymous: nil, at: time, offset: offset)
            }
            var outbox = Outbox()
            task.seal(into: &outbox, wall: 0, isAtEnd: true)
            for frame in outbox.frames { _ = try Frame.decode(frame.bytes, digest: 0) }
        }
    }

    @Test("an erasure deletes the visitor, and all that are linked to the customer", arguments: [1, .max])
    func erasure(limit: Int) throws {
        let lines = [
            record("1", at: 0, anonymous: "alone"), record("2", at: 0, customer: "k", anonymous: "one"),
            record("3", at: 10, customer: "k", anonymous: "two"), record("4", at: 10, anonymous: "other"),
            record("5", at: 2_000, anonymous: "one"),
        ]
        let (task, outbox) = try run(
            .visitors, lines, erasures: [("k", "alone", 1_000), (nil, "nobody", 1_000)], limit: limit)
        #expect(task.profileCount == 2, "the other one, and what came afterwards")
        #expect(outbox.erased.map(\.count).sorted() == [0, 1, 2])
        #expect(outbox.erased.allSatisfy { $0.stage == .visitors })
    }

    @Test("it holds for what came before its time, not for what has the same")
    func erasureOrder() throws {
        let at = { (time: Milliseconds) in [record("1", at: time, anonymous: "a")] }
        #expect(try run(.visitors, at(999), erasures: [(nil, "a", 1_000)]).task.profileCount == 0)
        #expect(try run(.visitors, at(1_000), erasures: [(nil, "a", 1_000)]).task.profileCount == 1)
    }

    @Test("a customer is deleted in the journeys, by its own id only")
    func customer() throws {
        let settings = settings(1, 1)
        var ingest = IngestTask(stream: .clicks, partition: 0, sources: [], settings: settings)
        _ = ingest
        ingest = IngestTask(
            stream: .clicks, partition: 0, sources: [Self.sources[0], Self.sources[2]], settings: settings)
        _ = ingest.take(record("1", at: 0, customer: "k"), offset: 0, partition: 0)
        _ = ingest.take(record("2", at: 0, customer: "l"), offset: 1, partition: 0)
        var sealed = Outbox()
        ingest.seal(into: &sealed, isClosed: true)
        var wishes = BroadcastTask(
            kind: .erasures, partition: 0, sources: [Self.sources[0], Self.sources[2]], settings: settings)
        wishes.take(
            erasureOfCustomer: Array("k".utf8), anonymous: Array("l".utf8), at: start + 1, offset: 0)
        wishes.seal(into: &sealed, wall: 0, isAtEnd: true, isClosed: true)
        var visitors = ProfileTask(stage: .visitors, partition: 0, settings: settings)
        var journeys = ProfileTask(stage: .journeys, partition: 0, settings: settings)
        var outbox = Outbox()
        for frame in sealed.frames where frame.stage == .visitors {
            let next = visitors.nextOffset
            try visitors.receive(frame.bytes, at: next)
        }
        visitors.advance(into: &sealed)
        for frame in sealed.frames where frame.stage == .journeys {
            let next = journeys.nextOffset
            try journeys.receive(frame.bytes, at: next)
        }
        journeys.advance(into: &outbox)
        #expect(journeys.profileCount == 1 && outbox.erased.map(\.count) == [1] && journeys.isClosed)
    }

    @Test("a change of the catalogue holds for the events from its time on")
    func change() throws {
        var campaign = Catalogue.Campaign()
        campaign.team = "crm"
        let lines = [999, 1_000].map { record("\($0)", at: $0, anonymous: "a", #""campaign_id":"c""#) }
        let change = CatalogueChange(time: 1_000, id: "c", campaign: campaign)
        let with = try run(.visitors, lines, campaigns: [change])
        let later = try run(
            .visitors, lines, campaigns: [CatalogueChange(time: 1_001, id: "c", campaign: campaign)])
        let facts = { (outbox: Outbox) in outbox.frames.filter { $0.stage == .pool }.flatMap(\.bytes) }
        let isNamed = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self).contains("crm") }
        #expect(isNamed(facts(with.outbox)) && !isNamed(facts(later.outbox)))
    }

    @Test("an erased profile leaves the log within two cycles, though nothing else happens")
    func leaves() throws {
        var (task, outbox) = try run(
            .visitors, (0..<50).map { record("\($0)", at: 0, anonymous: "a\($0)") },
            erasures: [(nil, "a7", 1_000)])
        var commit: UInt64 = 0
        var openings = 0
        while task.isStateChanged, commit < 100 {
            commit += 1
            task.writeState(commit: commit, into: &outbox)
            openings = outbox.state.count(where: \.opensCycle)
        }
        #expect(commit < 100 && openings == 3, "\(commit) commits, \(openings) cycles")
        let before = outbox.state.count
        task.writeState(commit: commit + 1, into: &outbox)
        #expect(outbox.state.count == before + 1, "nothing but the meta entry")
        #expect(outbox.state[before].bytes.count < 400)
    }
}
