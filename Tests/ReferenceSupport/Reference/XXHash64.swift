/// XXH64 with seed 0, from its published description.
///
/// "`event_id` … the identity for deduplication, compared by its XXH64 (seed 0)".
func xxHash64(_ bytes: [UInt8]) -> UInt64 {
    var position = 0
    var hash: UInt64
    if bytes.count >= 32 {
        var lanes = [XXPrime.first &+ XXPrime.second, XXPrime.second, 0, 0 &- XXPrime.first]
        while position + 32 <= bytes.count {
            for lane in 0..<4 {
                lanes[lane] = xxRound(lanes[lane], xxWord(bytes, position + 8 * lane, 8))
            }
            position += 32
        }
        hash =
            xxRotate(lanes[0], 1) &+ xxRotate(lanes[1], 7) &+ xxRotate(lanes[2], 12) &+ xxRotate(lanes[3], 18)
        for lane in lanes {
            hash = (hash ^ xxRound(0, lane)) &* XXPrime.first &+ XXPrime.fourth
        }
    } else {
        hash = XXPrime.fifth
    }
    hash = hash &+ UInt64(bytes.count)
    return xxAvalanche(xxTail(hash, bytes, from: position))
}

private enum XXPrime {
    static let first: UInt64 = 0x9E37_79B1_85EB_CA87
    static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    static let third: UInt64 = 0x1656_67B1_9E37_79F9
    static let fourth: UInt64 = 0x85EB_CA77_C2B2_AE63
    static let fifth: UInt64 = 0x27D4_EB2F_1656_67C5
}

private func xxTail(_ start: UInt64, _ bytes: [UInt8], from first: Int) -> UInt64 {
    var hash = start
    var position = first
    while position + 8 <= bytes.count {
        hash ^= xxRound(0, xxWord(bytes, position, 8))
        hash = xxRotate(hash, 27) &* XXPrime.first &+ XXPrime.fourth
        position += 8
    }
    if position + 4 <= bytes.count {
        hash ^= xxWord(bytes, position, 4) &* XXPrime.first
        hash = xxRotate(hash, 23) &* XXPrime.second &+ XXPrime.third
        position += 4
    }
    while position < bytes.count {
        hash ^= UInt64(bytes[position]) &* XXPrime.fifth
        hash = xxRotate(hash, 11) &* XXPrime.first
        position += 1
    }
    return hash
}

private func xxAvalanche(_ value: UInt64) -> UInt64 {
    var hash = value
    hash ^= hash >> 33
    hash = hash &* XXPrime.second
    hash ^= hash >> 29
    hash = hash &* XXPrime.third
    hash ^= hash >> 32
    return hash
}

private func xxRound(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    xxRotate(lane &+ word &* XXPrime.second, 31) &* XXPrime.first
}

private func xxRotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value << count) | (value >> (64 - count))
}

/// A little-endian number of `count` bytes.
private func xxWord(_ bytes: [UInt8], _ position: Int, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in (0..<count).reversed() {
        word = word << 8 | UInt64(bytes[position + index])
    }
    return word
}
