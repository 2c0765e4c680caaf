/// The records that Weir has printed, in the shape of the reference.
struct PrintedMetrics {
    var records: [RecordKey: [String: Int128]] = [:]
    /// Rate by name, as printed; null ones are left out.
    var rates: [RecordKey: [String: String]] = [:]
    /// Whether a record has a `rates` member at all.
    var withRates: Set<RecordKey> = []
}

/// Why a line of `metrics` cannot be read.
struct MetricsError: Error, CustomStringConvertible {
    let line: Int
    let reason: String

    var description: String { "metrics line \(line): \(reason)" }
}

/// Reads `metrics.jsonl` (SPEC section 6); only final records count.
struct MetricsReader {
    private(set) var metrics = PrintedMetrics()
    private var number = 0

    /// All records of the lines; two final ones for the same key are an error: "the same final records, each
    /// once".
    static func read(_ lines: [[UInt8]]) throws(MetricsError) -> PrintedMetrics {
        var reader = MetricsReader()
        for line in lines {
            reader.number += 1
            if !line.isEmpty { try reader.read(line) }
        }
        return reader.metrics
    }

    private mutating func read(_ line: [UInt8]) throws(MetricsError) {
        guard let record = PlainJSON.parse(line), case .object = record else {
            throw failed("no JSON object")
        }
        guard case .bool(let isFinal)? = record["final"] else { throw failed("no `final`") }
        guard isFinal else { return }
        let key = try key(of: record)
        guard metrics.records[key] == nil else { throw failed("a second final record for \(key)") }
        metrics.records[key] = try measures(of: record, dimension: key.dimension)
        guard let rates = record["rates"] else { return }
        metrics.withRates.insert(key)
        for (rate, value) in rates.members where value != .null {
            guard let text = value.numberText else { throw failed("rate \(rate) is no number") }
            metrics.rates[key, default: [:]][rate.string] = text
        }
    }

    private func failed(_ reason: String) -> MetricsError { MetricsError(line: number, reason: reason) }

    private func key(of record: PlainJSON) throws(MetricsError) -> RecordKey {
        guard let pool = record["pool"]?.text, let dimension = record["dimension"]?.text,
            let key = record["key"]?.text, let window = record["window"], let size = window["size"]?.text,
            let start = window["start"]?.text.flatMap(PlainInstant.parse),
            let end = window["end"]?.text.flatMap(PlainInstant.parse)
        else { throw failed("no key or no window") }
        return RecordKey(
            pool: pool.string, dimension: dimension.string, key: key.string, windowSize: size.string,
            start: start, end: end)
    }

    /// Every number under the members that hold measures, by its path.
    private func measures(
        of record: PlainJSON, dimension: String
    ) throws(MetricsError) -> [String: Int128] {
        var measures: [String: Int128] = [:]
        for group in ["counts", "credit", "money", "aida", "dwell", "delivery", "paths"] {
            guard let value = record[group] else { continue }
            try collect(value, path: group, dimension: dimension, into: &measures)
        }
        return measures
    }

    private func collect(
        _ value: PlainJSON, path: String, dimension: String, into measures: inout [String: Int128]
    ) throws(MetricsError) {
        switch value {
        case .object(let members):
            for (name, member) in members {
                try collect(member, path: "\(path).\(name)", dimension: dimension, into: &measures)
            }
        case .number(let text):
            measures[path] = try amount(text, path: path, dimension: dimension)
        case .null:
            break
        default:
            throw failed("\(path) is no number")
        }
    }

    /// "Money and parts are decimals without exponent, to the millionth".
    private func amount(
        _ text: String, path: String, dimension: String
    ) throws(MetricsError) -> Int128 {
        if path == "credit.markov.share" {
            guard let share = Double(text), (0...1.000_001).contains(share) else {
                throw failed("\(path) is \(text)")
            }
            return Int128(share * MarkovTally.unit + 0.5)
        }
        let places = MeasureUnit.isMillionths(path, dimension: dimension) ? 6 : 0
        guard !text.lowercased().contains("e"), let decimal = ExactDecimal(text),
            decimal.exponent >= -places, let amount = decimal.rounded(toPlaces: places)
        else { throw failed("\(path) is \(text)") }
        return amount
    }
}
