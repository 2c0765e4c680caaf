public import Streaming

/// Writes `metrics` records (SPEC 6): compact JSON, members in the order given there, zeros left out.
public struct MetricWriter: Sendable {
    private let currency: [UInt8]
    private let model: [UInt8]

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - currency: the reporting currency.
    ///   - model: the primary model.
    public init(currency: String, model: AttributionModel) {
        self.currency = Array(currency.utf8)
        self.model = Array(model.name.utf8)
    }

    /// Appends the record of one cell in one window, without a line end.
    ///
    /// - Parameters:
    ///   - cell: what the record is about.
    ///   - table: the cells.
    ///   - rows: the window's sums.
    ///   - window: the window.
    ///   - figures: what only windows of a day tell.
    ///   - names: the names of cells.
    ///   - directory: what the catalogue says of campaigns.
    ///   - out: where the record goes.
    public func write(
        _ cell: UInt32, of table: CellTable, in rows: CellRows, window: WindowSpan,
        figures: DayFigures = DayFigures(), names: StringTable, directory: Directory,
        to out: inout [UInt8]
    ) {
        let about = table.cells[Int(cell)]
        out.append("{\"pool\":")
        out.appendQuoted(names[about.pool])
        out.append(",\"dimension\":\"")
        out.append(contentsOf: about.dimension.name.utf8)
        out.append("\",\"key\":")
        out.appendQuoted(names[about.key])
        if about.dimension == .campaign { writeCampaign(about.key, names, directory, to: &out) }
        writeWindow(window, to: &out)
        let isCredited = about.dimension.isCredited
        writeCounts(cell, rows, about.dimension, window, to: &out)
        if isCredited { writeCredit(cell, rows, share: figures.shares[cell], to: &out) }
        let worth = Worth(cell, about, in: rows, isCredited: isCredited, directory)
        writeMoney(cell, rows, worth, to: &out)
        let always = about.dimension == .pool || about.dimension == .campaign || about.dimension == .channel
        writeRates(cell, rows, worth, isCredited: isCredited, always: always, to: &out)
        if about.dimension.countsStages {
            writeGroup("aida", [.attention, .interest, .desire, .aidaAction], cell, rows, to: &out)
        }
        writeDwell(cell, of: table, rows, names, to: &out)
        writeGroup("delivery", [.deliveries, .promised, .onTime], cell, rows, to: &out)
        if let paths = figures.paths[cell] {
            out.append(",\"paths\":{\"count\":")
            out.appendDecimal(Int128(paths.count))
            out.append(",\"covering_80\":")
            out.appendDecimal(Int128(paths.covering))
            out.append("}")
        }
        out.append("}")
    }

    private func writeCampaign(
        _ campaign: StringID, _ names: StringTable, _ directory: Directory, to out: inout [UInt8]
    ) {
        let entry = directory.campaign(campaign)
        if !entry.channel.isAbsent {
            out.append(",\"channel\":")
            out.appendQuoted(names[entry.channel])
        }
        if !entry.team.isAbsent {
            out.append(",\"team\":")
            out.appendQuoted(names[entry.team])
        }
    }

    private func writeWindow(_ window: WindowSpan, to out: inout [UInt8]) {
        out.append(",\"window\":{\"size\":\"")
        out.appendDuration(window.size)
        out.append("\",\"start\":\"")
        out.appendTime(window.start)
        out.append("\",\"end\":\"")
        out.appendTime(window.end)
        out.append("\"},\"final\":")
        if window.isFinal { out.append("true") } else { out.append("false") }
        out.append(",\"currency\":")
        out.appendQuoted(currency[...])
        out.append(",\"model\":")
        out.appendQuoted(model[...])
    }

    private func writeCounts(
        _ cell: UInt32, _ rows: CellRows, _ dimension: Dimension, _ window: WindowSpan,
        to out: inout [UInt8]
    ) {
        out.append(",\"counts\":{")
        var separator = Separator()
        for measure in Self.counts {
            var value = rows[cell, measure]
            if measure == .uniqueProfiles {
                guard dimension.countsProfiles, let size = window.aligned else { continue }
                value = rows.profiles(cell, size: size)
            }
            guard value != 0 else { continue }
            separator.write(to: &out)
            appendName(measure, to: &out)
            if dimension.isCredited && measure.followsCredit {
                out.appendMillionths(value)
            } else {
                out.appendDecimal(value)
            }
        }
        out.append("}")
    }

    /// An object of whole counts; left out where all are 0.
    private func writeGroup(
        _ name: StaticString, _ measures: [Measure], _ cell: UInt32, _ rows: CellRows,
        to out: inout [UInt8]
    ) {
        guard measures.contains(where: { rows[cell, $0] != 0 }) else { return }
        out.append(",\"")
        out.append(name)
        out.append("\":{")
        var separator = Separator()
        for measure in measures {
            separator.write(to: &out)
            appendName(measure, to: &out)
            out.appendDecimal(rows[cell, measure])
        }
        out.append("}")
    }

    private func writeDwell(
        _ cell: UInt32, of table: CellTable, _ rows: CellRows, _ names: StringTable, to out: inout [UInt8]
    ) {
        let visits = rows[cell, .dwellVisits]
        guard visits != 0 else { return }
        out.append(",\"dwell\":{\"visits\":")
        out.appendDecimal(visits)
        out.append(",\"sum\":")
        out.appendDecimal(rows[cell, .dwellSum])
        let counts = table.buckets(of: cell, names: names).compactMap { bucket, cell in
            let count = rows[cell, .dwellVisits]
            return count == 0 ? nil : (bucket: bucket, count: count)
        }
        for percent in [50, 90, 99] as [Int128] {
            out.append(",\"p")
            out.appendDecimal(percent)
            out.append("\":")
            out.appendDecimal(Int128(DwellScale.percentile(percent, of: counts)))
        }
        out.append("}")
    }

    private func writeCredit(_ cell: UInt32, _ rows: CellRows, share: Double?, to out: inout [UInt8]) {
        var outer = Separator()
        for (orders, value) in Self.credits {
            let (parts, amount) = (rows[cell, orders], rows[cell, value])
            guard parts != 0 || amount != 0 else { continue }
            if outer.isFirst { out.append(",\"credit\":{") }
            outer.write(to: &out)
            appendName(orders, to: &out)
            out.append("{\"orders\":")
            out.appendMillionths(parts)
            out.append(",\"value\":")
            out.appendMillionths(amount)
            out.append("}")
        }
        if let share {
            if outer.isFirst { out.append(",\"credit\":{") }
            outer.write(to: &out)
            out.append("\"markov\":{\"share\":")
            out.appendShare(share)
            out.append("}")
        }
        if !outer.isFirst { out.append("}") }
    }

    private func writeMoney(_ cell: UInt32, _ rows: CellRows, _ worth: Worth, to out: inout [UInt8]) {
        out.append(",\"money\":{")
        var separator = Separator()
        for measure in Self.money {
            let value = rows[cell, measure]
            guard value != 0 else { continue }
            separator.write(to: &out)
            appendName(measure, to: &out)
            out.appendMillionths(value)
        }
        worth.forEachMember { name, amount in
            separator.write(to: &out)
            out.append("\"")
            out.append(name)
            out.append("\":")
            if let amount { out.appendMillionths(amount) } else { out.append("null") }
        }
        out.append("}")
    }

    private func writeRates(
        _ cell: UInt32, _ rows: CellRows, _ worth: Worth, isCredited: Bool, always: Bool,
        to out: inout [UInt8]
    ) {
        var separator = Separator()
        if always { out.append(",\"rates\":{") }
        for rate in Rate.allCases {
            let value = rate.millionths(in: rows, cell: cell, worth: worth, isCredited: isCredited)
            guard let value, value != 0 else { continue }
            if separator.isFirst && !always { out.append(",\"rates\":{") }
            separator.write(to: &out)
            out.append("\"")
            out.append(rate.name)
            out.append("\":")
            out.appendMillionths(value)
        }
        if always || !separator.isFirst { out.append("}") }
    }

    private func appendName(_ measure: Measure, to out: inout [UInt8]) {
        out.append("\"")
        out.append(contentsOf: Self.names[Int(measure.rawValue)])
        out.append("\":")
    }

    private static let names = Measure.allCases.map { Array($0.name.utf8) }
    private static let counts = Measure.allCases.filter { $0.rawValue < Measure.lastOrders.rawValue }
    private static let money: [Measure] = [.spend, .value, .margin, .refunded]
    private static let credits: [(Measure, Measure)] = [
        (.lastOrders, .lastValue), (.firstOrders, .firstValue), (.linearOrders, .linearValue),
        (.positionOrders, .positionValue), (.timeDecayOrders, .timeDecayValue),
        (.viewThroughOrders, .viewThroughValue),
    ]
}

/// A comma before every member but the first.
private struct Separator {
    var isFirst = true

    mutating func write(to out: inout [UInt8]) {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
    }
}
