import Operations
import Synchronization
import Testing

@Suite("The program finds its commands")
struct ProgramTests {
    /// What was written.
    private final class Paper: Sendable {
        let data = Mutex("")
        let talk = Mutex("")
    }

    private static let lanes = Option("show-lanes", .nothing, "shows the lanes")

    private func run(
        _ words: String..., environment: [String: String] = [:]
    ) -> (code: ExitCode, data: String, talk: String) {
        let paper = Paper()
        let console = Console { text, isTalk in
            if isTalk { paper.talk.withLock { $0 += text } } else { paper.data.withLock { $0 += text } }
            return true
        }
        let lanes = Command(
            "lanes", "shows lanes", help: "Examples:\n  weir lanes", options: [Self.lanes], takesKeys: true
        ) {
            invocation throws(CommandFailure) in
            try invocation.console.print("\(try invocation.configuration().deployment.lanes)")
            return .ok
        }
        let program = Program(
            "weir", version: "1.2.3", summary: "Measures.",
            commands: [Command("show", "shows things", subcommands: [lanes])])
        let code = program.run(
            words, environment: environment, console: console, files: .table(["f": "lanes: 7"]))
        return (code, paper.data.withLock { $0 }, paper.talk.withLock { $0 })
    }

    @Test("runs them with their configuration")
    func runs() {
        #expect(run("show", "lanes") == (.ok, "2\n", ""))
        #expect(run("show", "lanes", "--config", "f") == (.ok, "7\n", ""))
        #expect(run("show", "lanes", environment: ["WEIR_CONFIG": "f"]) == (.ok, "7\n", ""))
        #expect(run("show", "lanes", "-cf", "--lanes=8") == (.ok, "8\n", ""))
    }

    @Test("helps on standard output, with exit code 0")
    func helps() {
        #expect(run("--version") == (.ok, "weir 1.2.3\n", ""))
        #expect(run("--help").data.contains("  show  shows things\n"))
        #expect(run("help").data == run("-h").data)
        let help = run("help", "show", "lanes")
        #expect(help.code == .ok && help.talk == "")
        #expect(help.data.hasPrefix("Usage: weir show lanes [OPTION…] [--KEY VALUE…]\n\nShows lanes.\n"))
        #expect(help.data.hasSuffix("Examples:\n  weir lanes\n"))
        #expect(run("show", "lanes", "--lanes", "3", "-h") == help)
        #expect(run("show", "--help").data == run("help", "show").data)
        #expect(run("help", "keys").data.contains("--kafka.bootstrap"))
    }

    @Test(
        "says what is wrong on standard error",
        arguments: [
            (["shwo"], "weir: error: weir has no command \"shwo\"\n  did you mean weir show?\n"),
            (
                ["show", "lane"],
                "weir: error: weir show has no command \"lane\"\n  did you mean weir show lanes?\n"
            ),
            (["--bogus"], "weir: error: weir has no option \"--bogus\"\n  weir --help lists what there is\n"),
            (
                ["show", "lanes", "x"],
                "weir: error: weir show lanes takes no argument \"x\"\n  weir show lanes --help shows what it takes\n"
            ),
        ])
    func problems(words: [String], talk: String) {
        let result =
            words.count == 1
            ? run(words[0]) : words.count == 2 ? run(words[0], words[1]) : run(words[0], words[1], words[2])
        #expect(result == (.usage, "", talk))
    }

    @Test("a bad configuration ends with 78, no words with 64")
    func codes() {
        let bad = run("show", "lanes", "--lanes", "0")
        #expect(bad.code == .configuration && bad.data == "")
        #expect(
            bad.talk == """
                weir: error: the configuration has a problem
                --lanes: 0 is out of range; write a number from 1 to 256
                  weir config check checks it again

                """)
        #expect(run().code == .usage)
        #expect(run("show").code == .usage)
    }
}
