import Testing

@testable import Marketing

@Suite("What each channel is worth by a chain")
struct MarkovChainTests {
    /// A small graph: from the start (0) and each channel, to channels, order and loss.
    private struct Graph {
        var channels: Int
        var moves: [[Double]]

        /// Each row has an end, so that no journey goes on for ever.
        init(seed: UInt64) {
            var random = Seeded(state: seed)
            channels = 1 + random.below(6)
            let columns = channels + 3
            moves = (0...channels).map { row in
                var counts = (0..<columns).map { column in
                    column == 0 || column == row || random.below(2) == 0 ? 0 : Double(random.below(50))
                }
                counts[columns - 1 - random.below(2)] += Double(1 + random.below(5))
                return counts
            }
        }

        var chain: MarkovChain {
            var chain = MarkovChain(channels: channels)
            for (from, counts) in moves.enumerated() {
                for channel in 1...channels { chain.add(counts[channel], from: from, to: channel) }
                chain.addOrders(counts[channels + 1], from: from)
                chain.addLosses(counts[channels + 2], from: from)
            }
            return chain
        }

        /// The probability of an order, step by step until nobody is on the way; who comes to a removed channel is
        /// lost.
        func orders(without removed: Int? = nil) -> Double {
            var here = Array(repeating: 0.0, count: channels + 1)
            here[0] = 1
            var orders = 0.0
            for _ in 0..<20_000 {
                var next = Array(repeating: 0.0, count: channels + 1)
                for (from, share) in here.enumerated() where share > 0 {
                    let total = moves[from].reduce(0, +)
                    orders += share * moves[from][channels + 1] / total
                    for to in 1...channels where to != removed { next[to] += share * moves[from][to] / total }
                }
                here = next
                if here.reduce(0, +) < 1e-16 { break }
            }
            return orders
        }
    }

    @Test("is what would be lost without it, of all that would be", arguments: Array(1...60) as [UInt64])
    func bruteForce(seed: UInt64) {
        let graph = Graph(seed: seed)
        let all = graph.orders()
        let shares = graph.chain.shares
        guard all > 0 else {
            #expect(shares.isEmpty, "seed \(seed)")
            return
        }
        let effects = (1...graph.channels).map { 1 - graph.orders(without: $0) / all }
        let sum = effects.reduce(0, +)
        guard sum > 1e-9 else {
            #expect(shares.isEmpty, "seed \(seed): no order passes a channel")
            return
        }
        #expect(shares.count == graph.channels, "seed \(seed)")
        for (share, effect) in zip(shares, effects) {
            #expect(abs(share - effect / sum) < 1e-9, "seed \(seed): \(share), \(effect / sum)")
        }
    }

    @Test("by hand: one channel always, one half of the time")
    func example() {
        var chain = MarkovChain(channels: 2)
        chain.add(4, from: 0, to: 1)
        chain.add(2, from: 1, to: 2)
        chain.addOrders(2, from: 1)
        chain.addOrders(2, from: 2)
        // Without the first nobody orders: 1. Without the second half do: 1/2.
        let shares = chain.shares
        #expect(shares.count == 2 && abs(shares[0] - 2.0 / 3) < 1e-15 && abs(shares[1] - 1.0 / 3) < 1e-15)
    }

    @Test("a channel that leads to no order is worth nothing, and one that nobody comes to")
    func worthless() {
        var chain = MarkovChain(channels: 3)
        chain.add(1, from: 0, to: 1)
        chain.add(1, from: 0, to: 2)
        chain.addOrders(1, from: 1)
        chain.addLosses(1, from: 2)
        chain.addOrders(1, from: 3)
        #expect(chain.shares == [1, 0, 0])
    }

    @Test("without an order there are no shares")
    func none() {
        var chain = MarkovChain(channels: 1)
        #expect(chain.shares.isEmpty)
        chain.add(3, from: 0, to: 1)
        chain.addLosses(3, from: 1)
        #expect(chain.shares.isEmpty)
    }
}
