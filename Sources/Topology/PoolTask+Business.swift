internal import Marketing
internal import Streaming

extension PoolTask {
    /// What pools did in a pane that is final, for the log: a line per pool and minute.
    func report(_ facts: PaneFacts, pane: Int32, to outbox: inout Outbox) {
        var sums: [StringID: Outbox.Business] = [:]
        for (row, number) in facts.contexts.enumerated() {
            let context = cells.context(ofNumber: Int(number))
            guard context.countsInPool else { continue }
            let new = Outbox.Business(pool: names.text(context.pool), start: Int64(pane) * .minute)
            facts.forEachSum(of: row) { measure, value in
                switch measure {
                case .orders: sums[context.pool, default: new].orders += value
                case .clicks: sums[context.pool, default: new].clicks += value
                case .value: sums[context.pool, default: new].value += value
                case .spend: sums[context.pool, default: new].spend += value
                default: break
                }
            }
        }
        outbox.business.append(contentsOf: sums.values.sorted { $0.pool < $1.pool })
    }
}
