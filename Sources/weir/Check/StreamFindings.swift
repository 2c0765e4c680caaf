internal import Events
internal import Streaming

/// What was found in the files of one stream.
struct StreamFindings {
    /// Lines that are no event for the same reason.
    struct Kind: Hashable {
        let code: DeadLetterCode
        let field: InputField?
        let cause: Cause?

        var letter: DeadLetter { DeadLetter(code, field) }
    }

    /// How often, and where first.
    struct Problem {
        var count = 0
        let file: String
        /// From 1.
        let line: Int
        /// What stands there, shortened and harmless to a terminal.
        let example: String
        /// Values of the field with how often they came, for words and currencies; not all of them.
        var values: [String: Int] = [:]
    }

    /// Who the events are of; cost reports and exposures are of nobody.
    struct People {
        var all = 0
        var customers = 0
        var anonymous = 0
        var both = 0
        var none = 0
        /// Customer ids with an @.
        var addresses = 0
        var customerSample = IDSample()
        var anonymousSample = IDSample()
    }

    let stream: Stream
    /// The names by which the stream was guessed; nil where the user named it.
    var guessedBy: [String]?
    var files: [(path: String, lines: Int)] = []
    var lines = 0
    var decoded = 0
    var problems: [Kind: Problem] = [:]
    /// Values in fields that decide nothing, of events.
    var ignored: [(field: InputField, count: Int)] = []
    var names = FieldNames()
    var time: ClosedRange<Milliseconds>?
    /// Events that are further behind the newest before them in their file than `lateness`.
    var late = 0
    var people = People()
    var repeatedEvents = 0
    var repeatedOrders = 0
    /// Whether a repetition could have been missed, since the files are long.
    var hasForgotten = false

    init(_ stream: Stream) { self.stream = stream }

    /// The most frequent first.
    var sortedProblems: [(kind: Kind, problem: Problem)] {
        problems.map { (kind: $0.key, problem: $0.value) }.sorted { left, right in
            (right.problem.count, left.problem.file, left.problem.line)
                < (left.problem.count, right.problem.file, right.problem.line)
        }
    }

    /// A name that is no field.
    struct UnknownName {
        let name: String
        let count: Int
        /// The field that it was probably meant to be.
        let likely: InputField?
        /// Streams that have such a field.
        let streams: [Stream]
    }

    /// Names that this stream does not know; those that are probably wrong come first.
    var unknownNames: [UnknownName] {
        let others = InputField.allCases.filter { !InputFields.listed(by: stream).contains($0) }
            .map { (name: $0.name, count: names.count(of: $0)) }.filter { $0.count > 0 }
        let all = (names.unknown + others).map { name, count in
            let likely = LikelyField.of(name, in: stream)
            // A field that most records have under its right name is not missed.
            let isMissed = likely.map { names.count(of: $0) + count <= lines } ?? false
            return UnknownName(
                name: name, count: count, likely: isMissed ? likely : nil,
                streams: LikelyField.streams(with: name, besides: stream))
        }
        return all.filter { $0.likely != nil } + all.filter { $0.likely == nil }
    }

    /// The hint for a kind of problem.
    func hint(_ kind: Kind, _ problem: Problem) -> String {
        let values = problem.values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        var hint = Hint(letter: kind.letter, cause: kind.cause, stream: stream, values: values)
        hint.misspelling = unknownNames.first { $0.likely == kind.field }?.name
        return hint.text
    }
}
