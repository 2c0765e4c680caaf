import Operations
import Testing

@Suite("The command line is taken apart by GNU's conventions")
struct ArgumentsTests {
    private let output = Option("output", letter: "o", .one("FILE"), "")
    private let clicks = Option("clicks", .many("FILE"), "")
    private let dry = Option("dry-run", letter: "n", .nothing, "")

    private func parse(_ words: String...) throws(CommandFailure) -> Arguments {
        try Arguments(words, options: [output, clicks, dry], takesKeys: true)
    }

    @Test("values stand behind their flag or behind =")
    func values() throws {
        #expect(try parse("--output", "a").value(of: output) == "a")
        #expect(try parse("--output=a=b").value(of: output) == "a=b")
        #expect(try parse("--output=").value(of: output) == "")
        #expect(try parse("-o", "a").value(of: output) == "a")
        #expect(try parse("-oa").value(of: output) == "a")
        #expect(try parse("--output", "a", "--output", "b").value(of: output) == "b")
        #expect(try parse("--output", "-").value(of: output) == "-")
        #expect(try parse("-no", "a").isSet(dry))
        #expect(try !parse().isSet(dry))
    }

    @Test("a flag for many takes all up to the next flag, again and again")
    func many() throws {
        let arguments = try parse("x", "--clicks", "a", "-", "b", "--dry-run", "--clicks=c", "--", "--odd")
        #expect(arguments.values(of: clicks) == ["a", "-", "b", "c"])
        #expect(arguments.others == ["x", "--odd"])
        #expect(try parse("--clicks", "a", "--", "b").others == ["b"])
    }

    @Test("every key of the configuration is a flag, and entries of maps are")
    func keys() throws {
        let arguments = try parse(
            "--kafka.bootstrap", "a:1", "--visit.enter_rssi", "-70", "--rates.USD=0.9",
            "--lookback={open: 1d}")
        #expect(
            arguments.keys == [
                .init(path: "kafka.bootstrap", value: "a:1"), .init(path: "visit.enter_rssi", value: "-70"),
                .init(path: "rates.USD", value: "0.9"), .init(path: "lookback", value: "{open: 1d}"),
            ])
    }

    @Test(
        "says what is wrong",
        arguments: [
            (["--outptu", "a"], "unknown option --outptu", "did you mean --output?"),
            (
                ["--kafka.boostrap", "a"], "unknown option --kafka.boostrap",
                "did you mean --kafka.bootstrap?"
            ),
            (["--nothing-like-it"], "unknown option --nothing-like-it", "--help lists the options"),
            (["-x"], "unknown option -x", "--help lists the options"),
            (["--output"], "--output needs a value", "write --output VALUE, or --output=VALUE"),
            (["--output", "--dry-run"], "--output needs a value", "write --output VALUE, or --output=VALUE"),
            (["--clicks", "-n"], "--clicks needs a value", "write --clicks FILE…"),
            (["--dry-run=yes"], "--dry-run takes no value", "write --dry-run alone"),
        ])
    func problems(words: [String], reason: String, advice: String) {
        #expect(throws: CommandFailure(.usage, reason, advice: advice)) {
            try Arguments(words, options: [output, clicks, dry], takesKeys: true)
        }
    }

    @Test("keys are unknown where a command takes none")
    func withoutKeys() {
        #expect(throws: CommandFailure.self) {
            try Arguments(["--lanes", "3"], options: [output, clicks, dry])
        }
    }
}
