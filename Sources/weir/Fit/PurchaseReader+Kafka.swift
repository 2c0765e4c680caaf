internal import Events
internal import Operations

extension PurchaseReader {
    /// Reads topics of purchases from their beginnings to where they end now.
    ///
    /// What retention has taken from a topic is missing: customers whose first orders are gone count as new.
    mutating func read(topics: [String], _ access: KafkaAccess) throws(CommandFailure) {
        var bar = ProgressLine(console: access.console, verb: "reading")
        let limits = Tail.Limits(fromBeginning: true, untilEnd: true)
        for topic in topics {
            var tail = Tail(access: access, topic: topic, limits: limits)
            try tail.run { record in
                take(record.value ?? [])
                bar.show(count: lines, part: nil)
                return []
            }
        }
        bar.end()
    }

    private mutating func take(_ value: [UInt8]) {
        let padded = value + Array(repeating: 0, count: Record.padding)
        // Safe: the bytes and the padding behind them are there until the record has been taken.
        unsafe padded.withUnsafeBytes { bytes in
            take(unsafe Record(paddedBytes: UnsafeRawBufferPointer(rebasing: bytes[..<value.count])))
        }
    }
}
