/// Events as lines, in the partitions of their streams.
extension MarketWriter {
    /// Every partition in the order of arrival, with empty lines here and there.
    mutating func input() -> ReferenceInput {
        var arrivals: [(stream: PlainStream, arrival: Int64, line: [UInt8])] = []
        for draft in drafts {
            let line = Self.line(draft, timeText: timeText(draft.time))
            arrivals.append((draft.stream, draft.time + draft.delay, line))
        }
        for (stream, time, line) in raw { arrivals.append((stream, time, line)) }
        var input = ReferenceInput()
        for stream in PlainStream.allCases {
            var partitions = [[[UInt8]]](repeating: [], count: options.partitions)
            let own = arrivals.filter { $0.stream == stream }.sorted { $0.arrival < $1.arrival }
            for (_, _, line) in own {
                let partition = Int(random.number(0...Int64(options.partitions) - 1))
                partitions[partition].append(line)
                if random.chance(1) { partitions[partition].append([]) }
            }
            input.partitions[stream.rawValue] = partitions
        }
        return input
    }

    /// One JSON object; a nil time leaves `event_time` out.
    static func line(_ draft: MarketDraft, timeText: String?) -> [UInt8] {
        var members = draft.fields.map { "\"\($0.name)\":\($0.json)" }
        if let timeText { members.insert("\"event_time\":\(timeText)", at: members.count / 2) }
        let blank = draft.time % 11 == 0 ? " " : ""
        // Duplicate names: the last counts.
        if draft.time % 17 == 0 { members.insert("\"event_id\":7", at: 0) }
        return Array("\(blank){\(members.joined(separator: ",\(blank)"))\(blank)}\(blank)".utf8)
    }

    /// Epoch milliseconds, or RFC 3339 with some offset, at times finer than a millisecond.
    private mutating func timeText(_ time: Int64) -> String {
        if random.chance(50) { return "\(time)" }
        let offset = random.pick([0, 0, 60, 120, -300, 330] as [Int64])
        let finer = random.pick(["", "", "9", "123456"])
        return "\"\(Self.rfc3339(time, offsetMinutes: offset, finer: finer))\""
    }

    static func rfc3339(_ time: Int64, offsetMinutes: Int64, finer: String) -> String {
        let local = time + offsetMinutes * 60_000
        let (days, rest) = local.quotientAndRemainder(dividingBy: ReferenceConfig.day)
        var (year, month): (Int64, Int64) = (1970, 1)
        while PlainInstant.daysSinceEpoch(year + 1, 1, 1) <= days { year += 1 }
        while month < 12, PlainInstant.daysSinceEpoch(year, month + 1, 1) <= days { month += 1 }
        let day = days - PlainInstant.daysSinceEpoch(year, month, 1) + 1
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60)
        let (second, milliseconds) = (rest / 1000 % 60, rest % 1000)
        let sign = offsetMinutes < 0 ? "-" : "+"
        let offset = abs(offsetMinutes)
        let zone = offset == 0 ? "Z" : "\(sign)\(padded(offset / 60)):\(padded(offset % 60))"
        return "\(year)-\(padded(month))-\(padded(day))T\(padded(hour)):\(padded(minute)):\(padded(second))"
            + ".\(padded(milliseconds, to: 3))\(finer)\(zone)"
    }

    private static func padded(_ number: Int64, to width: Int = 2) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
