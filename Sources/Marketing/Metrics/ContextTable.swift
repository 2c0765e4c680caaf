/// Numbers contexts in order of first appearance, from 0.
public struct ContextTable: Sendable {
    /// The contexts by number.
    public private(set) var contexts: [FactContext] = []
    private var slots: [UInt32] = Array(repeating: 0, count: 256)

    /// Makes an empty table.
    public init() {}

    /// The number of a context, which is added where it is new.
    public mutating func intern(_ context: FactContext) -> UInt32 { intern(context, mixed: context.mixed) }

    /// The number of a context whose hash is known.
    mutating func intern(_ context: FactContext, mixed: UInt64) -> UInt32 {
        var position = Int(truncatingIfNeeded: mixed) & (slots.count - 1)
        while slots[position] != 0 {
            let number = slots[position] - 1
            if contexts[Int(number)] == context { return number }
            position = (position + 1) & (slots.count - 1)
        }
        contexts.append(context)
        slots[position] = UInt32(contexts.count)
        let number = UInt32(contexts.count - 1)
        if contexts.count * 2 > slots.count { grow() }
        return number
    }

    /// Forgets all contexts.
    public mutating func removeAll() { self = ContextTable() }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (number, context) in contexts.enumerated() {
            var position = Int(truncatingIfNeeded: context.mixed) & (slots.count - 1)
            while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
            slots[position] = UInt32(number + 1)
        }
    }
}
