@testable import ReferenceSupport

/// A few events whose figures can be worked out by hand, from 2026-03-02 on, with days as the only windows.
struct SmallMarket {
    static let hour = ReferenceConfig.hour
    static let day = ReferenceConfig.day
    static let start = PlainInstant.parse("2026-03-02T00:00:00Z") ?? 0
    /// CDNOW's parameters.
    static let cdnow = PlainLifetime(
        r: 0.24259292827982182, alpha: 4.413532265271819, a: 0.7928859664406882, b: 2.42575238262586,
        p: 6.248802496075312, q: 3.744588460923114, v: 15.44774806492914)

    var config = ReferenceConfig()
    var catalogue: String?
    private(set) var input = ReferenceInput()
    private var serial = 0

    /// Churn has a price: half of `prospect` on every channel, whatever one has bought, for who has not ordered.
    init(prospect: Double = 8) {
        config.aligned = [Self.day]
        config.sliding = []
        config.lifetime = .one(Self.cdnow)
        config.churn.prospectValue = prospect
        config.churn.priorDefault = 0.5
        config.churn.k = 10
    }

    /// Adds an event of these JSON members, in its stream's order of time.
    mutating func add(_ stream: PlainStream, at time: Int64, _ fields: String) {
        serial += 1
        let line = #"{"event_id":"e\#(serial)","event_time":\#(Self.start + time),\#(fields)}"#
        input.partitions[stream.rawValue, default: [[]]][0].append(Array(line.utf8))
    }

    /// A message, a click or another touch of somebody.
    mutating func touch(_ action: String, at time: Int64, of customer: String = "ann", _ source: String) {
        add(.clicks, at: time, #""customer_id":"\#(customer)","action":"\#(action)",\#(source)"#)
    }

    mutating func order(_ id: String, of value: Int, at time: Int64, by customer: String = "ann") {
        add(.purchases, at: time, #""customer_id":"\#(customer)","order_id":"\#(id)","value":\#(value)"#)
    }

    mutating func answer(
        _ kind: String = "unsubscribe", at time: Int64, of customer: String = "ann",
        on channel: String = "email", _ more: String = ""
    ) {
        let fields = #""customer_id":"\#(customer)","kind":"\#(kind)","channel":"\#(channel)""#
        add(.unsubscribes, at: time, fields + (more.isEmpty ? "" : ",\(more)"))
    }

    func run() -> SmallResult {
        SmallResult(records: referenceRun(input, catalogue: catalogue, config: config).records)
    }
}

/// The records of a small market.
struct SmallResult {
    let records: [RecordKey: [String: Int128]]

    /// A measure of a day, counted from the first; nil where the record has none.
    func measure(
        _ measure: String, _ dimension: String, _ key: String, pool: String = "default", day: Int64 = 0
    ) -> Int128? {
        record(dimension, key, pool: pool, day: day)?[measure]
    }

    func record(
        _ dimension: String, _ key: String, pool: String = "default", day: Int64 = 0
    ) -> [String: Int128]? {
        let start = SmallMarket.start + day * SmallMarket.day
        return records[
            RecordKey(
                pool: pool, dimension: dimension, key: key, windowSize: "P1D", start: start,
                end: start + SmallMarket.day)]
    }

    /// Zero and absent are the same.
    func churn(
        _ dimension: String, _ key: String, pool: String = "default", day: Int64 = 0
    ) -> Int128 {
        measure("money.churn_cost", dimension, key, pool: pool, day: day) ?? 0
    }
}
