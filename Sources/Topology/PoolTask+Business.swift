internal import Marketing
internal import Streaming

extension PoolTask {
    /// What pools did in a pane that is final, for the log: a line per pool and minute.
    func report(_ book: FactBook, pane: Int32, to outbox: inout Outbox) {
        var sums: [StringID: Outbox.Business] = [:]
        for entry in book.entries {
            let context = cells.context(ofNumber: Int(entry.context))
            guard context.countsInPool else { continue }
            let new = Outbox.Business(pool: names.text(context.pool), start: Int64(pane) * .minute)
            switch entry.measure {
            case .orders: sums[context.pool, default: new].orders += entry.value
            case .clicks: sums[context.pool, default: new].clicks += entry.value
            case .value: sums[context.pool, default: new].value += entry.value
            case .spend: sums[context.pool, default: new].spend += entry.value
            default: continue
            }
        }
        outbox.business.append(contentsOf: sums.values.sorted { $0.pool < $1.pool })
    }
}
