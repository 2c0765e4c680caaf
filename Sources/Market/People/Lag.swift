import Streaming

/// How long things take: sixteenths of a distribution, in seconds, straight in between.
///
/// Tables, not logarithms: libm's last bit depends on the processor, and the bytes must not.
enum Lag {
    /// From a message to the look at it.
    static let open: [Int] = [
        8, 25, 60, 120, 220, 400, 700, 1_200, 2_000, 3_600, 6_000, 9_000, 14_000, 22_000, 36_000, 60_000,
        110_000,
    ]
    /// From one page to the next.
    static let page: [Int] = [2, 4, 6, 8, 11, 14, 18, 22, 27, 33, 40, 50, 62, 80, 110, 170, 400]
    /// From a visit to the next because of it.
    static let comeBack: [Int] = [
        600, 1_500, 2_700, 4_500, 7_200, 10_800, 16_000, 23_000, 36_000, 54_000, 72_000, 86_400, 110_000,
        150_000, 200_000, 260_000, 400_000,
    ]
    /// From an order to its delivery.
    static let delivery: [Int] = [
        14_000, 20_000, 30_000, 50_000, 65_000, 80_000, 90_000, 100_000, 110_000, 125_000, 140_000, 155_000,
        165_000, 170_000, 180_000, 210_000, 320_000,
    ]
    /// From an order to its refund.
    static let refund: [Int] = [
        5_000, 9_000, 15_000, 28_000, 45_000, 65_000, 90_000, 120_000, 150_000, 180_000, 210_000, 250_000,
        290_000, 340_000, 400_000, 500_000, 900_000,
    ]
    /// From one signal of a phone in a store to the next; the last are phones asleep in a bag.
    static let ping: [Int] = [
        12, 22, 32, 42, 54, 66, 79, 92, 106, 120, 136, 156, 182, 218, 275, 370, 780,
    ]
    /// From the door of a store to the till or the door: half stay a quarter of an hour, few an hour.
    static let dwell: [Int] = [
        45, 120, 200, 290, 390, 500, 620, 750, 890, 1_040, 1_210, 1_400, 1_630, 1_920, 2_300, 2_850, 4_200,
    ]
    /// From the till to the door, or from the door to the till's own upload.
    static let till: [Int] = [
        25, 35, 45, 55, 66, 78, 90, 104, 120, 138, 158, 182, 212, 255, 320, 430, 700,
    ]
}

extension SplitMix64 {
    /// A time drawn from one of the tables, with its milliseconds.
    mutating func lag(_ table: [Int]) -> Milliseconds {
        let draw = below(16 << 10)
        let index = draw >> 10
        let low = table[index]
        let high = table[index + 1]
        return Int64(low * 1_000 + (high - low) * 1_000 * (draw & 1_023) / 1_024)
    }
}
