internal import Events
internal import Streaming

/// Guesses a file's stream by fields that only one stream has and names that look like them, else by the file's
/// name.
struct StreamGuess {
    private let path: String
    private var names: [String: Int] = [:]
    private var lines = 0

    init(path: String) { self.path = path }

    /// Notes a name of a member.
    mutating func note(_ name: String) {
        guard names.count < FieldNames.mostNames else { return }
        names[name, default: 0] += 1
    }

    /// Notes that a line ends.
    mutating func noteLine() { lines += 1 }

    /// The stream, and by what it was guessed; nothing where all that is known is that clicks ask for the least.
    var result: (stream: Stream, by: [String]) {
        var best: (stream: Stream, by: [String], points: Int) = (.clicks, [], 0)
        for stream in Stream.allCases {
            let points = names.keys.reduce(into: [String: Int]()) { points, name in
                let each = Self.points(of: name, for: stream)
                if each > 0 { points[name] = each * (names[name] ?? 0) }
            }
            let sum = points.values.reduce(0, +)
            if sum > best.points { best = (stream, points.keys.sorted(), sum) }
        }
        if best.points >= max(lines, 1) { return (best.stream, best.by) }
        return byName ?? (best.stream, best.by)
    }

    /// What a name says for a stream: most where it is a field that only this stream lists, less where it only
    /// looks like one.
    private static func points(of name: String, for stream: Stream) -> Int {
        let plain = LikelyField.snakeCase(name)
        if let field = InputField.allCases.first(where: { $0.name == plain }) {
            if field == .kind { return stream == .unsubscribes ? 1 : 0 }
            return isOwn(field, of: stream) ? 3 : 0
        }
        return LikelyField.of(name, in: stream).map { isOwn($0, of: stream) } == true ? 1 : 0
    }

    /// Whether only this stream lists a field.
    private static func isOwn(_ field: InputField, of stream: Stream) -> Bool {
        InputFields.listed(by: stream).contains(field)
            && LikelyField.streams(with: field.name, besides: stream).isEmpty
    }

    private static let words: [(String, Stream)] = [
        ("unsubscribe", .unsubscribes), ("optout", .unsubscribes), ("opt-out", .unsubscribes),
        ("purchase", .purchases), ("order", .purchases), ("refund", .purchases), ("sales", .purchases),
        ("beacon", .beacons), ("click", .clicks), ("event", .clicks), ("cost", .clicks),
    ]

    private var byName: (stream: Stream, by: [String])? {
        let file = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let word = Self.words.first { file.contains($0.0) }
        return word.map { ($0.1, ["the file's name"]) }
    }
}
