public import Streaming

/// The ids that profiles have seen, and the answer whether one is seen again (SPEC 3, "Deduplication").
///
/// A profile's ids are a short list, searched in order. A profile with more than `searched` of them (a test
/// client, a shop that sends every order under one customer) gets a hash table as well, which is rebuilt from
/// the list and never stored.
public struct SeenStore: Sendable {
    private static let searched: UInt32 = 96

    /// The ids of all profiles.
    public private(set) var ids = BlockPool(filler: SeenID.filler)
    private let dedupWindow: Milliseconds
    private let refundWindow: Milliseconds
    private var busy: [Key: Milliseconds] = [:]

    private struct Key: Hashable {
        let slot: UInt32
        let space: SeenID.Space
        let hash: UInt64
    }

    init(dedupWindow: Milliseconds, refundWindow: Milliseconds) {
        self.dedupWindow = dedupWindow
        self.refundWindow = refundWindow
    }

    /// How long an id is remembered, inclusive.
    @inline(__always)
    public func window(_ space: SeenID.Space) -> Milliseconds {
        space.rawValue >= SeenID.Space.order.rawValue ? refundWindow : dedupWindow
    }

    /// Whether an id was seen by a profile within its window before `time`.
    public func contains(
        _ hash: UInt64, _ space: SeenID.Space, in block: Block, of slot: Int, at time: Milliseconds
    ) -> Bool {
        let oldest = time - window(space)
        if block.count > Self.searched {
            guard let first = busy[Key(slot: UInt32(slot), space: space, hash: hash)] else { return false }
            return first >= oldest
        }
        for seen in ids.slice(block) where seen.hash == hash && seen.space == space && seen.time >= oldest {
            return true
        }
        return false
    }

    /// Notes the first sight of an id; those beyond their window go when the list would grow.
    public mutating func insert(_ seen: SeenID, into block: inout Block, of slot: Int) {
        if block.count >= 4, block.count & (block.count - 1) == 0 {
            forget(before: seen.time, in: &block, of: slot)
        }
        ids.append(seen, to: &block)
        if block.count == Self.searched + 1 {
            for index in 0..<Int(block.count) { remember(ids[block, index], of: slot) }
        } else if block.count > Self.searched {
            remember(seen, of: slot)
        }
    }

    /// Forgets the ids whose window has passed at `time`.
    public mutating func forget(before time: Milliseconds, in block: inout Block, of slot: Int) {
        guard !block.isEmpty, isPast(ids[block, 0], at: time) else { return }
        let wasBusy = block.count > Self.searched
        let (dedup, refund) = (time - dedupWindow, time - refundWindow)
        let isKept = { (seen: SeenID) in
            seen.time >= (seen.space.rawValue >= SeenID.Space.order.rawValue ? refund : dedup)
        }
        if wasBusy { forgetBusy(block, of: slot) { !isKept($0) } }
        ids.keep(in: &block) { _, seen in isKept(seen) }
        if wasBusy, block.count <= Self.searched { forgetBusy(block, of: slot) { _ in true } }
    }

    /// Forgets all ids of a list.
    public mutating func removeAll(_ slot: Int, _ block: inout Block) {
        if block.count > Self.searched { forgetBusy(block, of: slot) { _ in true } }
        ids.removeAll(&block)
    }

    /// Reads a list from its stored form.
    mutating func read(_ reader: inout ByteReader, of slot: Int) -> Block {
        let block = ids.make(reader.count()) { SeenID(from: &reader) }
        if block.count > Self.searched {
            for index in 0..<Int(block.count) { remember(ids[block, index], of: slot) }
        }
        return block
    }

    private func isPast(_ seen: SeenID, at time: Milliseconds) -> Bool {
        seen.time < time - window(seen.space)
    }

    private mutating func remember(_ seen: SeenID, of slot: Int) {
        let key = Key(slot: UInt32(slot), space: seen.space, hash: seen.hash)
        busy[key] = max(busy[key] ?? seen.time, seen.time)
    }

    private mutating func forgetBusy(_ block: Block, of slot: Int, where passes: (SeenID) -> Bool) {
        for index in 0..<Int(block.count) {
            let seen = ids[block, index]
            let key = Key(slot: UInt32(slot), space: seen.space, hash: seen.hash)
            if passes(seen), busy[key] == seen.time { busy[key] = nil }
        }
    }
}
