/// The ids that count as absent, such as `guest` or `NULL` (SPEC 2, `blocked_ids`).
///
/// Only ASCII letters are the same in both cases.
struct BlockedIDs {
    private var ids: [[UInt8]] = []
    private var lengths: UInt64 = 0

    init(_ ids: [String]) {
        for id in ids {
            let bytes = id.utf8.map(Self.lowercased)
            self.ids.append(bytes)
            lengths |= Self.bit(of: bytes.count)
        }
    }

    func contains(_ id: Span<UInt8>) -> Bool {
        guard lengths & Self.bit(of: id.count) != 0 else { return false }
        for index in ids.indices where isEqual(index, id) { return true }
        return false
    }

    private func isEqual(_ index: Int, _ id: Span<UInt8>) -> Bool {
        guard ids[index].count == id.count else { return false }
        for place in id.indices where ids[index][place] != Self.lowercased(id[place]) { return false }
        return true
    }

    /// Lengths beyond 62 share a bit.
    private static func bit(of length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
