public import Streaming

/// A time zone as a table of transitions: read once at start, the same on every machine from then on.
public struct TimeZoneTable: Hashable, Sendable {
    /// The zone's name, such as `Europe/Berlin`.
    public let name: String
    /// The instants at which the offset changes, ascending.
    public let transitions: [Milliseconds]
    /// Offsets from UTC: the first holds before all transitions, the others from their transition on.
    public let offsets: [Milliseconds]

    /// Universal time.
    public static let utc = TimeZoneTable(name: "UTC", transitions: [], offsets: [0])

    /// Makes a table; there is one offset more than there are transitions.
    public init(name: String, transitions: [Milliseconds], offsets: [Milliseconds]) {
        precondition(offsets.count == transitions.count + 1)
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
    }
}
