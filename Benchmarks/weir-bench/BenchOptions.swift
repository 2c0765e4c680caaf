internal import Market
internal import Operations
internal import Streaming

/// What was asked for on the command line.
struct BenchOptions {
    private static let events = Option("events", .one("N"), "events")
    private static let profiles = Option("profiles", .one("N"), "people")
    private static let seed = Option("seed", .one("N"), "seed")
    private static let rounds = Option("rounds", .one("N"), "rounds")
    private static let only = Option("only", .one("STAGE,…"), "stages")
    private static let count = Option("count", .one("STAGE"), "stage to count")
    private static let json = Option("json", .nothing, "JSON")

    /// The market: one day, whatever its size.
    private(set) var market = MarketOptions()
    private(set) var rounds = 3
    private(set) var only = Set(Stage.allCases)
    /// The one stage to run once, for an instruction counter.
    private(set) var counted: Stage?
    private(set) var isJSON = false
    private(set) var wantsHelp = false

    init(_ words: [String]) throws(CommandFailure) {
        let options = [
            Self.events, Self.profiles, Self.seed, Self.rounds, Self.only, Self.count, Self.json, .help,
        ]
        let arguments = try Arguments(words, options: options)
        if let other = arguments.others.first { throw Self.usage("there is no argument \"\(other)\"") }
        wantsHelp = arguments.isSet(.help)
        isJSON = arguments.isSet(Self.json)
        market.duration = .day
        market.events = try Self.number(Self.events, arguments, standard: 5_000_000, in: 100...100_000_000)
        let people = max(market.events / 10, 1)
        market.profiles = try Self.number(Self.profiles, arguments, standard: people, in: 1...10_000_000)
        market.seed = UInt64(try Self.number(Self.seed, arguments, standard: 1, in: 0...Int.max))
        rounds = try Self.number(Self.rounds, arguments, standard: 3, in: 1...99)
        if let names = arguments.value(of: Self.only) {
            only = []
            for name in names.split(separator: ",") { only.insert(try Self.stage(String(name))) }
        }
        if let name = arguments.value(of: Self.count) { counted = try Self.stage(name) }
    }

    /// The last stage of the pipeline that is wanted; nil: none is.
    var lastOfPipeline: Stage? { Stage.pipeline.last { only.contains($0) } }

    private static func stage(_ name: String) throws(CommandFailure) -> Stage {
        guard let stage = Stage(rawValue: name) else {
            let known = Stage.allCases.map(\.rawValue).joined(separator: ", ")
            throw usage("there is no stage \"\(name)\", only \(known)")
        }
        return stage
    }

    private static func number(
        _ option: Option, _ arguments: Arguments, standard: Int, in range: ClosedRange<Int>
    ) throws(CommandFailure) -> Int {
        guard let text = arguments.value(of: option) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw usage("--\(option.name) \(text) is not in \(range.lowerBound)…\(range.upperBound)")
        }
        return number
    }

    private static func usage(_ reason: String) -> CommandFailure {
        CommandFailure(.usage, reason, advice: "weir-bench --help shows what there is")
    }

    static var help: String {
        let stages = Stage.allCases.map { stage in
            let blanks = String(repeating: " ", count: 10 - stage.rawValue.count)
            return "  \(stage.rawValue)\(blanks)\(stage.summary)"
        }
        return """
            Usage: weir-bench [OPTION…]

            Measures every stage over one day of a synthetic market, on one core, and checks the results.

            Options:
                  --events N      how many events [5000000]
                  --profiles N    of how many people [a tenth of the events]
                  --seed N        the seed of the market [1]
                  --rounds N      how often each stage runs; medians are shown [3]
                  --only STAGE,…  these stages only (those of the pipeline run those before them, too)
                  --count STAGE   runs one stage once, untimed, inside the function countInstructions
                  --json          one JSON object instead of the table
              -h, --help          shows this text

            Stages:
            \(stages.joined(separator: "\n"))

            Examples:
              weir-bench
              weir-bench --only decode,replay --events 1000000
              valgrind --tool=callgrind --toggle-collect='*countInstructions*' \\
                weir-bench --count decode --events 20000
            """
    }
}
