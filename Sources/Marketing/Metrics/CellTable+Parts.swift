internal import Streaming

/// How many visits of a record had each length: cells of their own, so that they are summed, stored and moved
/// between windows like everything else. Their keys hold the bucket, then the record's dimension and key.
extension CellTable {
    mutating func bucketCell(_ cell: UInt32, _ bucket: UInt16, _ names: inout StringTable) -> UInt32 {
        let about = cells[Int(cell)]
        var key: [UInt8] = [UInt8(bucket >> 8), UInt8(truncatingIfNeeded: bucket), about.dimension.rawValue]
        key.append(contentsOf: names[about.key])
        return self.cell(about.pool, .dwellBucket, names.intern(key.span), &names)
    }

    mutating func join(_ cell: UInt32, _ names: StringTable) {
        let about = cells[Int(cell)]
        let key = names[about.key]
        guard key.count >= 3 else { return }
        let bucket = UInt16(key[key.startIndex]) << 8 | UInt16(key[key.startIndex + 1])
        let owner = BucketOwner(pool: about.pool, name: Array(key.dropFirst(2)))
        buckets[owner, default: [:]][bucket] = cell
    }

    /// The buckets in which visits of a record were, each with its cell, by length.
    func buckets(of cell: UInt32, names: StringTable) -> [(bucket: UInt16, cell: UInt32)] {
        let about = cells[Int(cell)]
        let owner = BucketOwner(pool: about.pool, name: [about.dimension.rawValue] + names[about.key])
        return (buckets[owner] ?? [:]).map { ($0.key, $0.value) }.sorted { $0.bucket < $1.bucket }
    }
}

/// How often journeys went from one channel to another: cells of their own, too.
struct Transition: Sendable {
    /// The cell of the channel that was left; nil: the journey began.
    let from: UInt32?
    /// Where it went.
    let to: Target
    /// The transition's own cell.
    let cell: UInt32

    enum Target: Sendable {
        /// The cell of the channel.
        case channel(UInt32)
        case order, loss
    }

    // No channel has these names: they are no UTF-8.
    static let start: [UInt8] = [0xFF, 0x01]
    static let order: [UInt8] = [0xFF, 0x02]
    static let loss: [UInt8] = [0xFF, 0x03]

    /// The key of a transition: both names, the first with its length.
    static func key(_ from: StringID, _ to: StringID, _ names: inout StringTable) -> StringID {
        var key: [UInt8] = []
        key.appendVarint(UInt64(names[from].count))
        key.append(contentsOf: names[from])
        key.append(contentsOf: names[to])
        return names.intern(key.span)
    }
}

extension CellTable {
    /// Notes a transition's cell, and makes the cells of its channels: they may have records for its sake alone.
    mutating func addTransition(_ cell: UInt32, _ names: inout StringTable) {
        let pool = cells[Int(cell)].pool
        let key = Array(names[cells[Int(cell)].key])
        var reader = ByteReader(key)
        let length = reader.count()
        guard !reader.isBroken, length <= key.count - reader.position else { return }
        let from = Array(key[reader.position..<reader.position + length])
        let to = Array(key[(reader.position + length)...])
        func channel(_ name: [UInt8]) -> UInt32 {
            let id = names.intern(name.span)
            return self.cell(pool, .channel, id, &names)
        }
        let origin = from == Transition.start ? nil : channel(from)
        let target: Transition.Target =
            to == Transition.order ? .order : to == Transition.loss ? .loss : .channel(channel(to))
        transitions[pool, default: []].append(Transition(from: origin, to: target, cell: cell))
    }
}
