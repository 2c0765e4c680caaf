/// What one record of `metrics` is about; names are compared byte by byte.
struct RecordKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    let pool: String
    let dimension: String
    let key: String
    /// As printed: `PT1M`, `PT15M`, `PT1H` or `P1D`.
    let windowSize: String
    /// Milliseconds since 1970.
    let start: Int64
    let end: Int64

    private var names: [Text] { [Text(dimension), Text(pool), Text(key), Text(windowSize)] }

    static func == (left: RecordKey, right: RecordKey) -> Bool {
        left.start == right.start && left.end == right.end
            && left.key.utf8.elementsEqual(right.key.utf8) && left.pool.utf8.elementsEqual(right.pool.utf8)
            && left.dimension.utf8.elementsEqual(right.dimension.utf8)
            && left.windowSize.utf8.elementsEqual(right.windowSize.utf8)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(start)
        hasher.combine(end)
        for name in [dimension, pool, key, windowSize] {
            for byte in name.utf8 { hasher.combine(byte) }
        }
    }

    static func < (left: RecordKey, right: RecordKey) -> Bool {
        if left.names != right.names { return left.names.lexicographicallyPrecedes(right.names) }
        return (left.start, left.end) < (right.start, right.end)
    }

    var description: String { "\(pool)|\(dimension)|\(key) \(windowSize) \(start)..<\(end)" }
}

/// A line that breaks a rule: it goes to the dead letters and nowhere else.
struct ReferenceDeadLetter: Hashable, Sendable {
    let stream: String
    let partition: Int
    /// The index of the line in its partition, from 0, empty lines included.
    let line: Int
    /// `malformed`, `missing_field`, `wrong_type`, `out_of_range` or `no_rate`.
    let code: String
    /// Nil where the whole line is broken.
    let field: String?
}

/// A line that came too late and goes to the late topic.
struct ReferenceLateLine: Hashable, Sendable {
    let stream: String
    let partition: Int
    let line: Int
}

/// Everything that a run of the reference gives.
///
/// The balance: `input == processed + duplicates + late + dead + withheld`. What is booked late is processed.
struct ReferenceResult: Sendable {
    /// Measures by name (`counts.clicks`, `money.value`, `credit.linear.orders` …).
    ///
    /// Money, and the counts that are fractional in that dimension, in millionths; other counts plain.
    var records: [RecordKey: [String: Int128]] = [:]
    var input = 0
    var processed = 0
    var duplicates = 0
    var late = 0
    var dead = 0
    var withheld = 0
    /// Late money that was booked, duplicates not among it.
    var bookedLate = 0
    var deadLetters: [ReferenceDeadLetter] = []
    var lateLines: [ReferenceLateLine] = []
    /// Bad optional fields by name.
    var ignoredFields: [String: Int] = [:]
}
