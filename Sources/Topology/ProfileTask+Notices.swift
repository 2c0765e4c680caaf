internal import Marketing
internal import Streaming

/// Something that is told to all tasks, and holds from its time on.
enum Notice: Sendable {
    case catalogue(CatalogueChange)
    case erasure(Erasure)
}

/// Notices that wait until the watermark has passed them, by time, then as they came.
///
/// They are few: a campaign changes now and then.
struct NoticeBuffer: Sendable {
    private var waiting: [(time: Milliseconds, notice: Notice)] = []

    /// The time of the first one.
    var first: Milliseconds? { waiting.first?.time }
    /// The time of the first erasure: each looks through all profiles.
    var firstErasure: Milliseconds? {
        for (time, notice) in waiting { if case .erasure = notice { return time } }
        return nil
    }

    mutating func insert(_ notice: Notice, at time: Milliseconds) {
        var place = waiting.count
        while place > 0, waiting[place - 1].time > time { place -= 1 }
        waiting.insert((time, notice), at: place)
    }

    /// Takes out those of the first time.
    mutating func take() -> [Notice] {
        guard let time = first else { return [] }
        let count = waiting.firstIndex { $0.time != time } ?? waiting.count
        defer { waiting.removeFirst(count) }
        return waiting[..<count].map(\.notice)
    }
}

extension ProfileTask {
    /// Puts a frame's notices into their buffer; what is behind holds from the watermark on.
    mutating func readNotices(
        _ payload: ByteReader, _ kind: FrameKind, watermark: Milliseconds
    ) throws(FrameError) {
        var reader = payload
        while !reader.isAtEnd {
            let (notice, time): (Notice, Milliseconds)
            if kind == .catalogue {
                guard let change = CatalogueChange(from: &reader) else { throw .damaged }
                (notice, time) = (.catalogue(change), change.time)
            } else {
                guard let erasure = Erasure(from: &reader) else { throw .damaged }
                (notice, time) = (.erasure(erasure), erasure.time)
            }
            let held = max(time, watermark)
            // Only on a second reading: it was applied before the restart.
            guard held >= released else { continue }
            intake.brought(held)
            notices.insert(notice, at: held)
        }
    }

    /// Applies the notices before a time.
    mutating func applyNotices(before time: Milliseconds) {
        while let first = notices.first, first < time {
            var erasures: [Erasure] = []
            for notice in notices.take() {
                switch notice {
                case .catalogue(let change): apply(change)
                case .erasure(let erasure): erasures.append(erasure)
                }
            }
            if !erasures.isEmpty { erase(erasures, at: first) }
        }
    }

    private mutating func apply(_ change: CatalogueChange) {
        journeys.apply(change)
        catalogueChanges[change.id] = change
        if keepsLog { changes.noteCampaign(change.id) }
    }

    /// Deletes profiles: of visitors the anonymous one, and all that are linked to the customer.
    private mutating func erase(_ erasures: [Erasure], at time: Milliseconds) {
        var counts: [Hash128: Int] = [:]
        var order: [Hash128] = []
        for erasure in erasures {
            let own = stage == .visitors ? erasure.anonymous : erasure.customer
            for id in [erasure.customer, erasure.anonymous] where !id.isAbsent && counts[id] == nil {
                // Ids of the other name space are none of this stage's, but a visitor's customer is.
                guard id == own || stage == .visitors else { continue }
                counts[id] = 0
                order.append(id)
            }
            if !own.isAbsent, let slot = journeys.store.find(own) {
                journeys.settle(slot, before: time)
                remove(slot)
                counts[own, default: 0] += 1
            }
        }
        if stage == .visitors { eraseLinked(to: erasures.map(\.customer), &counts) }
        for id in order {
            let count = counts[id] ?? 0
            let isOwner = Int(truncatingIfNeeded: id.low % UInt64(settings.profilePartitions)) == partition
            guard count > 0 || isOwner else { continue }
            erased.append(.init(stage: stage, partition: partition, profile: id, count: count))
        }
    }

    /// Visitors are not found by their customer, so all are looked through, once for all erasures of a time.
    private mutating func eraseLinked(to customers: [Hash128], _ counts: inout [Hash128: Int]) {
        let wanted = Set(customers.filter { !$0.isAbsent })
        guard !wanted.isEmpty else { return }
        for slot in journeys.store.profiles.indices {
            let link = journeys.store.profiles[slot].link
            guard !link.isAbsent, wanted.contains(link) else { continue }
            remove(slot)
            counts[link, default: 0] += 1
        }
    }
}
