internal import Streaming

/// Sums as bytes: which measures are not 0, then their values. A row without any is a row all the same.
extension CellRows {
    /// A sum beyond it is no sum of money or counts; so no number of rows that fits a log overflows 128 bits.
    public static let largest: Int128 = 1 << 100

    /// Appends the row of a cell.
    func encode(_ cell: UInt32, to bytes: inout [UInt8]) {
        var mask: MeasureSet = 0
        forEachSum(of: cell) { measure, value in
            if value != 0 { mask |= 1 << MeasureSet(measure.rawValue) }
        }
        bytes.appendWide(Int128(mask))
        for measure in Measure.allCases where mask & 1 << MeasureSet(measure.rawValue) != 0 {
            bytes.appendWide(self[cell, measure])
        }
    }

    /// Adds what `encode` wrote to the row of a cell; the reader is broken afterwards where it is malformed.
    mutating func add(_ cell: UInt32, from reader: inout ByteReader) {
        guard let mask = MeasureSet(exactly: reader.wide()), mask >> MeasureSet(Measure.count) == 0
        else { return reader.fail() }
        let row = row(of: cell)
        for measure in Measure.allCases where mask & 1 << MeasureSet(measure.rawValue) != 0 {
            let value = reader.wide()
            guard value.magnitude <= Self.largest else { return reader.fail() }
            add(value, measure, row: row)
        }
    }
}
