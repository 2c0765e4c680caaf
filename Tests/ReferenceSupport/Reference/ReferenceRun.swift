/// Works out every final record of a replay, slowly and plainly: the oracle for the engine.
func referenceRun(
    _ input: ReferenceInput, catalogue text: String?, config: ReferenceConfig
) -> ReferenceResult {
    let catalogue = PlainCatalogue(text)
    var engine = ReferenceEngine(config: config, catalogue: catalogue)
    var reader = PartitionReader(decoder: EventDecoder(config: config, catalogue: catalogue))
    for stream in PlainStream.allCases {
        for (partition, lines) in (input.partitions[stream.rawValue] ?? []).enumerated() {
            reader.read(lines, stream: stream, partition: partition)
        }
    }
    engine.result = reader.result
    for (sequence, event) in reader.events.sorted(by: { $0.precedes($1) }).enumerated() {
        engine.process(event, sequence: sequence)
    }
    if let newest = reader.events.map(\.bookingTime).max() { engine.finish(newest: newest) }
    engine.result.records = engine.records
    return engine.result
}

/// Reads partitions: dead letters, and lateness against the newest event of the same partition.
struct PartitionReader {
    let decoder: EventDecoder
    private(set) var events: [PlainEvent] = []
    private(set) var result = ReferenceResult()

    init(decoder: EventDecoder) {
        self.decoder = decoder
    }

    mutating func read(_ lines: [[UInt8]], stream: PlainStream, partition: Int) {
        var newest: Int64?
        for (number, line) in lines.enumerated() where !line.isEmpty {
            result.input += 1
            do {
                let decoded = try decoder.decode(line, stream: stream, partition: partition, number: number)
                for field in decoded.ignored { result.ignoredFields[field, default: 0] += 1 }
                place(decoded.event, newest: newest)
                newest = max(newest ?? decoded.event.time, decoded.event.time)
            } catch {
                result.dead += 1
                result.deadLetters.append(
                    ReferenceDeadLetter(
                        stream: stream.rawValue, partition: partition, line: number, code: error.code,
                        field: error.field))
            }
        }
    }

    /// Keeps an event, books it late, or drops it.
    ///
    /// "Late when its time is strictly less than newest − lateness. … [Late money] is processed as if its time
    /// were newest − lateness … Any other late event is counted, goes whole to the late topic, and into no
    /// metric".
    private mutating func place(_ event: PlainEvent, newest: Int64?) {
        guard let newest, event.time < newest - decoder.config.lateness else {
            events.append(event)
            return
        }
        if event.isMoney {
            var late = event
            late.bookingTime = newest - decoder.config.lateness
            late.isLate = true
            events.append(late)
        } else {
            result.late += 1
            result.lateLines.append(
                ReferenceLateLine(stream: event.stream.rawValue, partition: event.partition, line: event.line)
            )
        }
    }
}
