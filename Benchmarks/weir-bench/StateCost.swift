internal import Marketing
internal import Streaming

/// What state costs, from the layouts of what it is made of (MemoryLayout).
enum StateCost {
    private static let profile = MemoryLayout<Profile>.stride
    private static let touch = MemoryLayout<Touch>.stride
    private static let order = MemoryLayout<Order>.stride
    private static let share = MemoryLayout<Share>.stride
    private static let sighting = MemoryLayout<Sighting>.stride
    private static let id = MemoryLayout<SeenID>.stride
    private static let key = MemoryLayout<Hash128>.stride + MemoryLayout<UInt32>.stride

    /// By name, for `--json`.
    static let strides = [
        ("profile", profile), ("index_entry", key), ("touch", touch), ("order", order), ("share", share),
        ("event_id", id), ("sighting", sighting),
    ]

    /// A list of a busy profile has a hash table as well: a key of slot, space and hash, and a time.
    private static let busy = 24

    /// The formula, one line per term.
    static let lines = [
        "profile    \(profile) + \(key) / load, which is 0.375 to 0.75: "
            + "\(profile + key * 4 / 3) to \(profile + key * 8 / 3)",
        "touches    \(touch) × 2^⌈log2 n⌉ for n of them: \(touch) to \(2 * touch) each",
        "event ids  \(id) × 2^⌈log2 n⌉ for n of them: \(id) to \(2 * id) each; beyond 96 of a profile "
            + "\(busy * 4 / 3) to \(busy * 8 / 3) more each",
        "sightings  \(sighting) × 2^⌈log2 n⌉, at least \(4 * sighting), for n keys at which a profile was counted "
            + "within 26 hours: pool, channels, campaigns, teams, partners, stores, zones",
        "orders     \(order) × 2^⌈log2 n⌉ for n of them, each with \(share) × 2^⌈log2 s⌉ for s shares and two "
            + "ids: with one share \(order + share + 2 * id) to \(2 * order + share + 4 * id) each",
        "arrays grow by 2 to 8 times: what is unused of them is allocated, but resident only where it was touched",
    ]
}
