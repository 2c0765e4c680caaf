public import Mathematics
public import Streaming

/// The settings that decide how a record becomes an event (SPEC 2, 10).
public struct EventRules: Sendable {
    /// `currency`: the reporting currency.
    public var currency: String = "EUR"
    /// `rates`: one unit of a currency in the reporting currency.
    public var rates: [String: Decimal] = [:]
    /// `margin_rate`: the part of an order's value that stands in for an absent `margin`.
    public var marginRate = Decimal(mantissa: 3, scale: 1)
    /// `max_future_skew`: how far a clock may be ahead.
    public var maxFutureSkew: Milliseconds = 5 * .minute
    /// `lateness`: how far an event may trail the newest of its partition.
    public var lateness: Milliseconds = 30 * .second
    /// `blocked_ids`: ids that count as absent, in any case.
    public var blockedIDs = ["0", "null", "undefined", "guest", "unknown", "none", "n/a", "anonymous"]
    /// The bytes of `id_key_file`; empty for the fixed key of trials.
    public var idKey: [UInt8] = []
    /// The start of the run, which stands in for the records' own timestamps where they have none (files).
    public var startOfRun: Milliseconds = .max

    /// The defaults of SPEC 10.
    public init() {}
}
