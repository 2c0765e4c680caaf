public import Events
public import Streaming

/// Fields about the data and what came of them.
extension LogField {
    /// The time that a summary covers.
    public static func interval(_ seconds: Int64) -> LogField { LogField(.intervalSeconds, seconds) }
    /// Records that were read.
    public static func `in`(_ count: Int) -> LogField { LogField(.in, count) }
    /// Events that were processed.
    public static func processed(_ count: Int) -> LogField { LogField(.processed, count) }
    /// Events that were there before.
    public static func duplicate(_ count: Int) -> LogField { LogField(.duplicate, count) }
    /// Events that came too late.
    public static func late(_ count: Int) -> LogField { LogField(.late, count) }
    /// Records that are no events.
    public static func dead(_ count: Int) -> LogField { LogField(.dead, count) }
    /// Events dropped for lack of consent.
    public static func withheld(_ count: Int) -> LogField { LogField(.withheld, count) }
    /// Events that wait for their turn in event time.
    public static func buffered(_ count: Int) -> LogField { LogField(.buffered, count) }
    /// Records that were written to outputs.
    public static func out(_ count: Int) -> LogField { LogField(.out, count) }
    /// Records of the sources that are not read yet.
    public static func lag(_ count: Int64) -> LogField { LogField(.lag, count) }
    /// The age of the oldest record that is not read yet.
    public static func lag(of length: Milliseconds) -> LogField { LogField(.lagMilliseconds, length) }
    /// The event time up to which all is processed.
    public static func watermark(_ time: Milliseconds) -> LogField { LogField(.watermark, .instant(time)) }
    /// How far the watermark is behind the clock.
    public static func watermarkLag(_ length: Milliseconds) -> LogField {
        LogField(.watermarkLagMilliseconds, length)
    }
    /// The channel that holds the watermark, by its topic and partition: `purchases-3`.
    public static func heldBy(_ topic: String, _ partition: Int) -> LogField {
        LogField(.heldBy, name: "\(topic)-\(partition)")
    }
    /// Transactions that were committed.
    public static func commits(_ count: Int) -> LogField { LogField(.commits, count) }
    /// Transactions that were aborted.
    public static func aborts(_ count: Int) -> LogField { LogField(.aborts, count) }
    /// The time that half of the commits stay below.
    public static func commitMedian(_ length: Milliseconds) -> LogField { LogField(.commitMedian, length) }
    /// The time that 99 of 100 commits stay below.
    public static func commitHighest(_ length: Milliseconds) -> LogField { LogField(.commitHighest, length) }
    /// Memory of the process.
    public static func memory(_ bytes: Int) -> LogField { LogField(.memoryBytes, bytes) }
    /// Whether what came in is what went out.
    public static func balance(_ isEven: Bool) -> LogField { LogField(.balance, .flag(isEven)) }

    /// A pool.
    public static func pool(_ name: String) -> LogField { LogField(.pool, business: name) }
    /// The minute that is final.
    public static func minute(_ start: Milliseconds) -> LogField { LogField(.minute, .instant(start)) }
    /// How many orders.
    public static func orders(_ count: Int64) -> LogField { LogField(.orders, count) }
    /// Their value, in millionths of the reporting currency.
    public static func value(_ millionths: Int128) -> LogField { LogField(.value, .millionths(millionths)) }
    /// What was spent, in millionths of the reporting currency.
    public static func spend(_ millionths: Int128) -> LogField { LogField(.spend, .millionths(millionths)) }
    /// How many clicks.
    public static func clicks(_ count: Int64) -> LogField { LogField(.clicks, count) }
    /// The length of a window.
    public static func size(_ length: Milliseconds) -> LogField { LogField(.size, .length(length)) }
    /// The start of a window.
    public static func start(_ time: Milliseconds) -> LogField { LogField(.start, .instant(time)) }
    /// How many records were written.
    public static func records(_ count: Int) -> LogField { LogField(.records, count) }

    /// A stream.
    public static func stream(_ stream: Stream) -> LogField { LogField(.stream, name: stream.name) }
    /// The number of a partition.
    public static func partition(_ number: Int) -> LogField { LogField(.partition, number) }
    /// Why a record is no event.
    public static func code(_ code: DeadLetterCode) -> LogField { LogField(.code, name: code.name) }
    /// How many.
    public static func count(_ count: Int) -> LogField { LogField(.count, count) }

    /// The stage that erased.
    public static func stage(_ stage: Stage) -> LogField { LogField(.stage, .text(LogText(stage))) }
    /// A profile: the first eight digits of its hash, by which a request can be found and nobody else can.
    public static func profile(_ hash: Hash128) -> LogField {
        LogField(.profile, .text(LogText(hex: hash.high >> 32, digits: 8)))
    }
    /// A campaign.
    public static func campaign(_ name: String) -> LogField { LogField(.campaign, business: name) }
    /// The event time from which it counts.
    public static func effective(_ time: Milliseconds) -> LogField { LogField(.effective, .instant(time)) }

    private init(_ name: Name, business text: String) {
        self.init(name, .text(LogText(business: text)))
    }
}
