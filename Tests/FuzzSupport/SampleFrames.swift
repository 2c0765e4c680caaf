import Events
import Marketing
import Mathematics
import Streaming
import Topology

/// The frames that tasks make of some records.
struct SampleFrames {
    private typealias Mode = FrameFuzz.Mode

    private var frames: [Outbox.Sealed] = []
    private var profileState: [[UInt8]] = []
    private var poolState: [[UInt8]] = []
    private var records: [[UInt8]] = []

    init(lines: [(stream: Events.Stream, lines: [String])]) throws {
        let settings = FuzzedTasks.settings
        let sources = lines.map { ChannelID.source(stream: $0.stream.rawValue, partition: 0) }
        for (stream, lines) in lines {
            var ingest = IngestTask(stream: stream, partition: 0, sources: sources, settings: settings)
            var outbox = Outbox()
            for (offset, line) in lines.enumerated() {
                ingest.take(line: line, offset: Int64(offset))
                if offset % 6 == 5 { ingest.seal(into: &outbox) }
            }
            ingest.seal(into: &outbox, isClosed: true)
            frames += outbox.frames
        }
        var visitors = ProfileTask(stage: .visitors, partition: 0, settings: settings, keepsLog: true)
        var journeys = ProfileTask(stage: .journeys, partition: 0, settings: settings, keepsLog: true)
        var pool = PoolTask(settings: settings, keepsLog: true)
        try work(&visitors, .visitors)
        try work(&journeys, .journeys)
        for frame in frames where frame.stage == .pool { try pool.receive(frame.bytes) }
        var outbox = Outbox()
        pool.writeState(commit: 1, into: &outbox)
        poolState = try outbox.state.map { try Self.payload($0.bytes).bytes }
    }

    /// Lets a task work, and keeps what it sends.
    private mutating func work(_ task: inout ProfileTask, _ stage: StageName) throws {
        for frame in frames where frame.stage == stage {
            let next = task.nextOffset
            try task.receive(frame.bytes, at: next)
        }
        var outbox = Outbox()
        while task.advance(into: &outbox, limit: 12) {}
        task.writeState(commit: 1, into: &outbox)
        frames += outbox.frames
        let state = try outbox.state.map { try Self.payload($0.bytes).bytes }
        if stage == .journeys { profileState = state }
        for payload in state { collectRecords(payload) }
    }

    /// Finds the profiles in a payload of state, whatever else is in it, and puts them over the target's names.
    private mutating func collectRecords(_ payload: [UInt8]) {
        var reader = ByteReader(payload, from: 1)
        var names = StringTable()
        let map = FrameNames.read(&reader, into: &names).indices.map { number in
            RecordFuzz.names.map[number % RecordFuzz.names.map.count]
        }
        var position = reader.position
        while position < payload.count {
            var entry = ByteReader(payload, from: position)
            if entry.byte() == 1, let record = StoredProfile(from: &entry, names: map), !record.id.isAbsent {
                records.append(Self.encode(record))
                position = entry.position
            } else {
                position += 1
            }
        }
    }

    /// Over the names of the target: a frame's numbers are those of its first use, so they are put back.
    private static func encode(_ record: StoredProfile) -> [UInt8] {
        var (names, body) = (FrameNames(), [UInt8]())
        for id in RecordFuzz.names.map { names.number(id) }
        record.encode(to: &body, names: &names)
        return body
    }

    private static func payload(_ frame: [UInt8]) throws -> (bytes: [UInt8], header: FrameHeader) {
        let (header, reader) = try Frame.decode(frame, digest: nil)
        return (Array(frame[reader.position..<reader.end]), header)
    }

    /// Inputs of the target `records`; their first byte means nothing.
    var recordSeeds: [[UInt8]] { records.filter { $0.count < 2_000 }.map { [0] + $0 } }

    /// Inputs of the target `frames`.
    var frameSeeds: [[UInt8]] {
        get throws {
            var seeds: [[UInt8]] = []
            for (number, frame) in frames.enumerated() {
                let (payload, header) = try Self.payload(frame.bytes)
                seeds.append([Mode.frame.rawValue] + frame.bytes)
                seeds.append([Mode.inside.rawValue] + frame.bytes[3..<frame.bytes.count - 8])
                guard !payload.isEmpty else { continue }
                let isEvents = header.kind == .events
                seeds.append([(isEvents ? Mode.events : .facts).rawValue] + payload)
                // A task takes long.
                guard number % 4 == 0 else { continue }
                seeds.append([(isEvents ? Mode.eventsTask : .factsTask).rawValue] + payload)
            }
            seeds.append(Self.joined(.profileState, profileState))
            seeds.append(Self.joined(.poolState, poolState))
            seeds += Self.notices()
            for (stage, mode) in [(StageName.journeys, Mode.profileInput), (.pool, .poolInput)] {
                let insides = frames.filter { $0.stage == stage }.map {
                    Array($0.bytes[3..<$0.bytes.count - 8])
                }
                for count in [1, 3, 8] { seeds.append(Self.joined(mode, Array(insides.prefix(count)))) }
            }
            return seeds.filter { $0.count < 8_000 }
        }
    }

    private static func joined(_ mode: Mode, _ payloads: [[UInt8]]) -> [UInt8] {
        var bytes = [mode.rawValue]
        for payload in payloads {
            bytes.appendVarint(UInt64(payload.count))
            bytes += payload
        }
        return bytes
    }

    private static func notices() -> [[UInt8]] {
        var campaign = Catalogue.Campaign()
        (campaign.pool, campaign.channel, campaign.team, campaign.partner) = ("p", "email", "crm", "net")
        (campaign.leadValue, campaign.start, campaign.end) = (12_500_000, 20_500, 20_600)
        campaign.cost = Catalogue.CostModel(kind: .perSend, price: Decimal(mantissa: 4, scale: 3))
        campaign.target = Catalogue.Target(measure: .roas, value: Decimal(mantissa: 3, scale: 0))
        var budget = Catalogue.Budget(amount: 9_000_000_000, period: .days(30))
        (budget.minimum, budget.maximum) = (1_000_000, 12_000_000_000)
        campaign.budget = budget
        var catalogue = [Mode.catalogue.rawValue]
        CatalogueChange(time: 1_772_359_200_000, id: "k", campaign: campaign).encode(to: &catalogue)
        CatalogueChange(time: 1_772_359_200_001, id: "k", campaign: nil).encode(to: &catalogue)
        var erasures = [Mode.erasures.rawValue]
        Erasure(time: 1_772_359_200_000, customer: Hash128(high: 1, low: 2)).encode(to: &erasures)
        return [catalogue, erasures]
    }
}

extension IngestTask {
    fileprivate mutating func take(line: String, offset: Int64) {
        let bytes = Array(line.utf8)
        let padded = bytes + Array(repeating: 0, count: Record.padding)
        unsafe padded.withUnsafeBytes { padded in
            var record = unsafe Record(
                paddedBytes: UnsafeRawBufferPointer(rebasing: padded[..<bytes.count]))
            record.offset = offset
            _ = take(record)
        }
    }
}
