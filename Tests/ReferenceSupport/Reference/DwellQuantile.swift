/// Quantiles of dwell, as an HDR histogram gives them.
///
/// "Quantiles from an HDR histogram (3 digits, up to 24 h)": values below 2048 are exact, and from each power of
/// two on they fall into buckets twice as wide, so that a bucket is never wider than a thousandth of its values.
enum DwellQuantile {
    /// The highest value of the bucket of the value at nearest rank, ceil(q · n).
    static func value(percent: Int, of seconds: [Int64]) -> Int64 {
        let rank = max(1, (seconds.count * percent + 99) / 100)
        let value = min(seconds.sorted()[rank - 1], 86_400)
        var width: Int64 = 1
        while value / width >= 2048 { width *= 2 }
        return value / width * width + width - 1
    }
}
