import Events
import Marketing
import Streaming
import Topology

/// Tasks that take whatever is in a sound frame: they throw, or work it off.
struct FuzzedTasks {
    static let settings: Settings = {
        var settings = Settings()
        (settings.profilePartitions, settings.poolPartitions) = (1, 1)
        settings.windows.earlyInterval = nil
        return settings
    }()

    static let source = ChannelID.source(stream: Events.Stream.clicks.rawValue, partition: 0)

    private let visitors = ProfileTask(stage: .visitors, partition: 0, settings: settings, keepsLog: true)
    private let journeys = ProfileTask(stage: .journeys, partition: 0, settings: settings, keepsLog: true)
    private let pool = PoolTask(settings: settings, keepsLog: true)

    /// Both stages take events, and the pool takes what they book; tells whether all was taken.
    func take(events payload: [UInt8]) -> Bool {
        var (visitors, journeys, pool) = (visitors, journeys, pool)
        var outbox = Outbox()
        do throws(FrameError) {
            let frame = Self.frame(.events, Self.source, payload, sources: [Self.source])
            try visitors.receive(frame, at: 0)
            visitors.advance(into: &outbox)
            try journeys.receive(frame, at: 0)
            for (offset, sealed) in outbox.frames.filter({ $0.stage == .journeys }).enumerated() {
                try journeys.receive(sealed.bytes, at: Int64(offset + 1))
            }
            journeys.advance(into: &outbox)
            for sealed in outbox.frames where sealed.stage == .pool { try pool.receive(sealed.bytes) }
            pool.advance(into: &outbox)
        } catch {
            return false
        }
        visitors.writeState(commit: 1, into: &outbox)
        journeys.writeState(commit: 1, into: &outbox)
        pool.writeState(commit: 1, into: &outbox)
        return true
    }

    /// The pool takes facts; tells whether it did.
    func take(facts payload: [UInt8]) -> Bool {
        var pool = pool
        var outbox = Outbox()
        do throws(FrameError) {
            try pool.receive(Self.frame(.facts, .visitors(0), payload))
            try pool.receive(Self.frame(.facts, .journeys(0), []))
        } catch {
            return false
        }
        pool.advance(into: &outbox)
        pool.writeState(commit: 1, into: &outbox)
        _ = pool.digest
        return true
    }

    /// The journeys take frames and work them off; tells whether all were taken.
    func takeProfiles(_ frames: [[UInt8]]) -> Bool {
        var task = journeys
        var outbox = Outbox()
        do throws(FrameError) {
            for (offset, frame) in frames.enumerated() {
                try task.receive(frame, at: Int64(offset))
                task.advance(into: &outbox, limit: 3)
            }
        } catch {
            return false
        }
        task.advance(into: &outbox)
        task.writeState(commit: 1, into: &outbox)
        return true
    }

    /// The pool takes frames and works them off; tells whether all were taken.
    func takePool(_ frames: [[UInt8]]) -> Bool {
        var task = pool
        var outbox = Outbox()
        do throws(FrameError) {
            for frame in frames {
                try task.receive(frame)
                task.advance(into: &outbox, limit: 3)
            }
        } catch {
            return false
        }
        task.advance(into: &outbox)
        task.writeState(commit: 1, into: &outbox)
        return true
    }

    /// A task is made of a state log; tells whether it was.
    func restoreProfiles(_ payloads: [[UInt8]]) -> Bool {
        var restore = ProfileRestore(stage: .journeys, partition: 0, settings: Self.settings, commit: 1)
        do throws(FrameError) {
            for payload in payloads where try restore.take(Self.frame(.state, .journeys(0), payload)) {
                break
            }
            var task = try restore.finish()
            var outbox = Outbox()
            _ = task.digest
            task.advance(into: &outbox)
            task.writeState(commit: 9, into: &outbox)
        } catch {
            return false
        }
        return true
    }

    /// A task is made of a state log; tells whether it was.
    func restorePool(_ payloads: [[UInt8]]) -> Bool {
        var restore = PoolRestore(partition: 0, settings: Self.settings, commit: 1)
        do throws(FrameError) {
            for payload in payloads where try restore.take(Self.frame(.state, .pools(0), payload)) { break }
            var task = try restore.finish()
            var outbox = Outbox()
            _ = task.digest
            task.advance(into: &outbox)
            task.writeState(commit: 9, into: &outbox)
        } catch {
            return false
        }
        return true
    }

    /// A sound frame around a payload; the channel ends with it.
    static func frame(
        _ kind: FrameKind, _ channel: ChannelID, _ payload: [UInt8], sources: [ChannelID] = []
    ) -> [UInt8] {
        let isState = kind == .state
        let header = FrameHeader(
            kind: kind, channel: channel, from: isState ? 1 : 0, to: 1, watermark: Channels.closed, digest: 0,
            sources: sources)
        return Frame.encode(header, payload: payload)
    }
}
