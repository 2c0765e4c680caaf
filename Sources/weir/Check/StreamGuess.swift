internal import Events
internal import Streaming

/// Guesses a file's stream by fields that only one stream has, else by the file's name.
struct StreamGuess {
    private let path: String
    private var names: [String: Int] = [:]

    init(path: String) { self.path = path }

    /// Notes a name of a member.
    mutating func note(_ name: String) {
        guard names.count < FieldNames.mostNames else { return }
        names[name, default: 0] += 1
    }

    /// The stream, and by what it was guessed; nothing where all that is known is that clicks ask for the least.
    var result: (stream: Stream, by: [String]) {
        var best: (stream: Stream, by: [String], count: Int) = (.clicks, [], 0)
        for stream in Stream.allCases {
            let own = names.filter { Self.isOwn($0.key, of: stream) }
            let count = own.reduce(0) { $0 + $1.value }
            if count > best.count { best = (stream, own.keys.sorted(), count) }
        }
        if best.count > 0 { return (best.stream, best.by) }
        return byName ?? (.clicks, [])
    }

    /// Whether a name stands for a field that only this stream lists.
    private static func isOwn(_ name: String, of stream: Stream) -> Bool {
        guard let field = InputField.allCases.first(where: { $0.name == LikelyField.snakeCase(name) }),
            InputFields.listed(by: stream).contains(field)
        else { return false }
        return LikelyField.streams(with: field.name, besides: stream).isEmpty
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
