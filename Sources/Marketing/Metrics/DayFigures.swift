public import Streaming

/// What only windows of a day tell: how many paths led to orders, and what each channel is worth by `markov`.
public struct DayFigures: Sendable {
    /// By the cell of a pool: how many paths there are, and how many of them have 80 % of the orders.
    private(set) var paths: [UInt32: (count: Int, covering: Int)] = [:]
    /// By the cell of a channel: its share.
    private(set) var shares: [UInt32: Double] = [:]
    /// Below it a share is none.
    private static let least = 1e-12

    /// Nothing: windows of other sizes.
    public init() {}

    /// Works out the figures of a window.
    ///
    /// - Parameters:
    ///   - rows: its sums.
    ///   - shown: the cells that have rows.
    ///   - table: the cells.
    ///   - names: the order of names is the order of reckoning.
    public init(_ rows: CellRows, shown: [UInt32], of table: CellTable, names: StringTable) {
        let pools = Set(shown.map { table.cells[Int($0)].pool })
        for pool in pools { addShares(rows, table.transitions[pool] ?? [], table, names) }
        for cell in shown where table.cells[Int(cell)].dimension == .pool {
            addPaths(rows, table.paths[table.cells[Int(cell)].pool] ?? [], of: cell)
        }
    }

    /// The channels that have a record for their share.
    public var channels: [UInt32] { Array(shares.keys) }

    private mutating func addPaths(_ rows: CellRows, _ cells: [UInt32], of pool: UInt32) {
        let orders = cells.map { rows[$0, .orders] }.filter { $0 > 0 }.sorted(by: >)
        guard !orders.isEmpty else { return }
        let all = orders.reduce(0, +)
        var (covered, count): (Int128, Int) = (0, 0)
        for number in orders where covered * 5 < all * 4 {
            covered += number
            count += 1
        }
        paths[pool] = (orders.count, count)
    }

    private mutating func addShares(
        _ rows: CellRows, _ transitions: [Transition], _ table: CellTable, _ names: StringTable
    ) {
        let used = transitions.filter { rows[$0.cell, .transitions] > 0 }
        guard !used.isEmpty else { return }
        var channels: Set<UInt32> = []
        for transition in used {
            if let from = transition.from { channels.insert(from) }
            if case .channel(let to) = transition.to { channels.insert(to) }
        }
        let order = channels.sorted { table.precedes($0, $1, names: names) }
        let numbers = Dictionary(uniqueKeysWithValues: zip(order, 1...))
        var chain = MarkovChain(channels: order.count)
        for transition in used {
            let from = transition.from.flatMap { numbers[$0] } ?? 0
            let count = Double(rows[transition.cell, .transitions])
            switch transition.to {
            case .channel(let cell): chain.add(count, from: from, to: numbers[cell] ?? 0)
            case .order: chain.addOrders(count, from: from)
            case .loss: chain.addLosses(count, from: from)
            }
        }
        for (cell, share) in zip(order, chain.shares) where share > Self.least { shares[cell] = share }
    }
}
