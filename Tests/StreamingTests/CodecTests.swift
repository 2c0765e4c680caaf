import Streaming
import Testing

@Suite("The byte codec")
struct CodecTests {
    private static let edges: [Int64] = [
        0, 1, -1, 63, 64, -64, -65, 127, 128, 8_191, 8_192, 1 << 31, -(1 << 31), 1 << 62, .max, .min,
        .max - 1, .min + 1,
    ]

    @Test("brings every number back, and takes no more than it needs")
    func roundTrip() {
        var random = Seeded(state: 1)
        let numbers =
            Self.edges + (0..<500).map { _ in Int64(bitPattern: random.next()) >> Int64(random.below(64)) }
        for number in numbers {
            var bytes: [UInt8] = []
            bytes.appendVarint(UInt64(bitPattern: number))
            bytes.appendSigned(number)
            let short = bytes.count
            bytes.appendWide(Int128(number))
            bytes.appendWide(Int128(number) << 63)
            bytes.appendWord(UInt64(bitPattern: number))
            bytes.appendHash(Hash128(high: UInt64(bitPattern: number), low: 7))
            var reader = ByteReader(bytes)
            #expect(reader.varint() == UInt64(bitPattern: number))
            #expect(reader.signed() == number)
            #expect(reader.position == short && short <= 20)
            #expect(reader.wide() == Int128(number))
            #expect(reader.wide() == Int128(number) << 63)
            #expect(reader.word() == UInt64(bitPattern: number))
            #expect(reader.hash() == Hash128(high: UInt64(bitPattern: number), low: 7))
            #expect(reader.isAtEnd && !reader.isBroken)
        }
    }

    @Test("knows the extremes of 128 bits", arguments: [Int128.max, .min, .max - 1, .min + 1, 0, -1])
    func wide(number: Int128) {
        var bytes: [UInt8] = []
        bytes.appendWide(number)
        var reader = ByteReader(bytes)
        #expect(reader.wide() == number && reader.isAtEnd && !reader.isBroken)
    }

    @Test(
        "writes small numbers short",
        arguments: [
            (0, 1), (63, 1), (-64, 1), (64, 2), (-65, 2), (8_191, 2), (8_192, 3), (.max, 10), (.min, 10),
        ]
            as [(Int64, Int)])
    func length(number: Int64, count: Int) {
        var bytes: [UInt8] = []
        bytes.appendSigned(number)
        #expect(bytes.count == count)
    }

    @Test("breaks at the end of the bytes, for good, with zeros from then on")
    func end() {
        var reader = ByteReader([1, 2, 3])
        #expect(reader.word() == 0 && reader.isBroken && reader.position == 0)
        #expect(reader.byte() == 1 && reader.isBroken)
        reader = ByteReader([0x80, 0x80])
        #expect(reader.varint() == 0 && reader.isBroken)
        reader = ByteReader([])
        #expect(reader.byte() == 0 && reader.isBroken && reader.isAtEnd)
        reader = ByteReader([9, 8, 7], from: 1, to: 2)
        #expect(reader.byte() == 8 && reader.isAtEnd && !reader.isBroken)
        #expect(reader.byte() == 0 && reader.isBroken)
    }

    @Test("refuses varints that are too long")
    func tooLong() {
        var reader = ByteReader(Array(repeating: 0xFF, count: 40))
        #expect(reader.varint() == 0 && reader.isBroken)
        reader = ByteReader(Array(repeating: 0x80, count: 40))
        #expect(reader.wide() == 0 && reader.isBroken)
    }

    @Test("believes a count only where as many bytes are left")
    func count() {
        var reader = ByteReader([2, 0, 0])
        #expect(reader.count() == 2 && !reader.isBroken)
        reader = ByteReader([3, 0, 0])
        #expect(reader.count() == 0 && reader.isBroken)
        reader = ByteReader([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])
        #expect(reader.count() == 0 && reader.isBroken)
        reader = ByteReader([0])
        #expect(reader.count() == 0 && !reader.isBroken && reader.isAtEnd)
    }

    @Test("skips only what is there")
    func skip() {
        var reader = ByteReader([1, 2, 3])
        #expect(reader.skip(2) == 0..<2 && reader.byte() == 3)
        #expect(reader.skip(0) == 3..<3 && !reader.isBroken)
        #expect(reader.skip(1).isEmpty && reader.isBroken)
        reader = ByteReader([1])
        #expect(reader.skip(-1).isEmpty && reader.isBroken)
    }

    @Test("reads random bytes in random ways without a trap", arguments: [1, 2, 3, 4] as [UInt64])
    func noise(seed: UInt64) {
        var random = Seeded(state: seed)
        for _ in 0..<500 {
            let bytes = (0..<random.below(40)).map { _ in
                UInt8(truncatingIfNeeded: random.next()) | 0x80 & random.mask
            }
            var reader = ByteReader(bytes)
            for _ in 0..<30 {
                switch random.below(7) {
                case 0: _ = reader.byte()
                case 1: _ = reader.varint()
                case 2: _ = reader.signed()
                case 3: _ = reader.wide()
                case 4: _ = reader.hash()
                case 5: _ = reader.skip(reader.count())
                default: _ = reader.count()
                }
                #expect(reader.position <= bytes.count, "seed \(seed)")
            }
        }
    }
}

extension Seeded {
    fileprivate var mask: UInt8 { state & 1 == 0 ? 0xFF : 0 }
}

@Suite("Division that rounds down")
struct FloorDivisionTests {
    @Test(
        "rounds towards the past on both sides of 1970",
        arguments: [
            (0, 60, 0), (59, 60, 0), (60, 60, 1), (-1, 60, -1), (-60, 60, -1), (-61, 60, -2), (119, 60, 1),
            (.min, 60_000, -153_722_867_280_913), (.max, 60_000, 153_722_867_280_912),
        ] as [(Int64, Int64, Int64)])
    func table(value: Int64, divisor: Int64, expected: Int64) {
        #expect(value.floorDivided(by: divisor) == expected)
    }
}
