import Streaming
import Testing

@testable import Marketing

@Suite("The scale of lengths of visits")
struct DwellScaleTests {
    @Test("tells every second of a day to within a thousandth, in order")
    func everySecond() {
        var (former, largest): (UInt16, Int64) = (0, -1)
        for seconds in 0...DwellScale.largest {
            let bucket = DwellScale.bucket(of: seconds)
            let longest = DwellScale.longest(in: bucket)
            let isNext = bucket == former || bucket == former + 1
            let isClose = longest >= seconds && (longest - seconds) * 1_000 <= seconds
            guard isNext, isClose, bucket != former || longest == largest else {
                Issue.record("\(seconds) s: bucket \(bucket) up to \(longest) s")
                return
            }
            (former, largest) = (bucket, longest)
        }
        #expect(UInt64(former) == DwellScale.bucketCount)
    }

    @Test(
        "is the layout of HdrHistogram with three digits",
        arguments: [
            (0, 1, 0), (1, 2, 1), (2_047, 2_048, 2_047), (2_048, 2_049, 2_049), (2_049, 2_049, 2_049),
            (2_050, 2_050, 2_051), (4_095, 3_072, 4_095), (4_096, 3_073, 4_099), (8_192, 4_097, 8_199),
            (86_399, 7_494, 86_399), (86_400, 7_495, 86_463),
        ] as [(Int64, UInt16, Int64)])
    func layout(seconds: Int64, bucket: UInt16, longest: Int64) {
        #expect(DwellScale.bucket(of: seconds) == bucket && DwellScale.longest(in: bucket) == longest)
    }

    @Test("what is longer than a day is a day, and nothing is shorter than nothing")
    func bounds() {
        let last = DwellScale.bucket(of: DwellScale.largest)
        for seconds in [DwellScale.largest + 1, 1 << 40, .max] {
            #expect(DwellScale.bucket(of: seconds) == last)
        }
        #expect(DwellScale.bucket(of: -1) == 1 && DwellScale.bucket(of: .min) == 1)
    }

    @Test("answers quantiles as a sorted list does", arguments: Array(1...30) as [UInt64])
    func quantiles(seed: UInt64) {
        var random = Seeded(state: seed)
        let count = [1, 2, 3, 10, 99, 100, 101, 1_000][random.below(8)]
        let widest = [3, 200, 3_000, 100_000][random.below(4)]
        let lengths = (0..<count).map { _ in Int64(random.below(widest)) }.sorted()
        var buckets: [UInt16: Int128] = [:]
        for length in lengths { buckets[DwellScale.bucket(of: length), default: 0] += 1 }
        let counts = buckets.sorted { $0.key < $1.key }.map { (bucket: $0.key, count: $0.value) }
        for percent in 1...100 {
            let rank = (count * percent + 99) / 100
            let exact = min(lengths[rank - 1], DwellScale.largest)
            let answer = DwellScale.percentile(Int128(percent), of: counts)
            #expect(
                answer == DwellScale.longest(in: DwellScale.bucket(of: exact)),
                "seed \(seed), \(percent) %")
            #expect(answer >= exact && (answer - exact) * 1_000 <= exact, "seed \(seed), \(percent) %")
        }
    }

    @Test("of no visit there is none")
    func empty() {
        #expect(DwellScale.percentile(50, of: []) == 0)
    }
}
