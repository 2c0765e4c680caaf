/// The program: a table of subcommands, and what is done with a command line.
public struct Program: Sendable {
    private static let version = Option("version", .nothing, "shows the version")
    private let name: String
    private let number: String
    private let summary: String
    private let commands: [Command]

    /// Makes a program.
    ///
    /// - Parameters:
    ///   - name: its name on the command line.
    ///   - version: its version.
    ///   - summary: what it is, beginning with a verb.
    ///   - commands: its subcommands, in the order of the help.
    public init(_ name: String, version: String, summary: String, commands: [Command]) {
        self.name = name
        self.number = version
        self.summary = summary
        self.commands = commands
    }

    /// Runs a command line, and writes what went wrong.
    ///
    /// - Parameters:
    ///   - words: the words after the program's name.
    ///   - environment: the environment.
    ///   - console: where it writes.
    ///   - files: where configuration files are read from.
    /// - Returns: the code to exit with.
    public func run(
        _ words: [String], environment: [String: String], console: Console, files: FileSource = .machine
    ) -> ExitCode {
        do throws(CommandFailure) {
            return try dispatch(words, environment, console, files)
        } catch {
            console.report(error, from: name)
            return error.code
        }
    }

    private func dispatch(
        _ words: [String], _ environment: [String: String], _ console: Console, _ files: FileSource
    ) throws(CommandFailure) -> ExitCode {
        guard let first = words.first else {
            console.talk(helpText)
            return .usage
        }
        switch first {
        case "--version":
            try console.print("\(name) \(number)")
            return .ok
        case "--help", "-h", "help":
            return try help(words.dropFirst().filter { !$0.hasPrefix("-") }, console)
        default:
            return try run(words[...], among: commands, path: name, environment, console, files)
        }
    }

    private func run(
        _ words: ArraySlice<String>, among commands: [Command], path: String,
        _ environment: [String: String], _ console: Console, _ files: FileSource
    ) throws(CommandFailure) -> ExitCode {
        let command = try find(words.first ?? "", among: commands, path: path)
        let path = "\(path) \(command.name)"
        let rest = words.dropFirst()
        guard let body = command.body else {
            if let next = rest.first, next != "--help", next != "-h" {
                return try run(
                    rest, among: command.subcommands, path: path, environment, console, files)
            }
            guard rest.isEmpty else {
                try console.print(command.helpText(path: path))
                return .ok
            }
            console.talk(command.helpText(path: path))
            return .usage
        }
        let flags = rest.prefix { $0 != "--" }
        if flags.contains("--help") || flags.contains("-h") {
            try console.print(command.helpText(path: path))
            return .ok
        }
        let arguments = try Arguments(Array(rest), options: command.options, takesKeys: command.takesKeys)
        if let other = arguments.others.first, command.others.isEmpty {
            throw .usage(
                "\(path) takes no argument \"\(other)\"", advice: "\(path) --help shows what it takes")
        }
        return try body(
            Invocation(arguments: arguments, environment: environment, console: console, files: files))
    }

    private func find(_ word: String, among commands: [Command], path: String) throws(CommandFailure)
        -> Command
    {
        if let command = commands.first(where: { $0.name == word }) { return command }
        let near = Suggestion.nearest(to: word, among: commands.map(\.name) + ["help"])
        let kind = word.hasPrefix("-") ? "option" : "command"
        throw .usage(
            "\(path) has no \(kind) \"\(word)\"",
            advice: near.map { "did you mean \(path) \($0)?" } ?? "\(path) --help lists what there is")
    }

    private func help(_ words: [String], _ console: Console) throws(CommandFailure) -> ExitCode {
        if words == ["keys"] {
            try console.print(Self.keyHelp)
            return .ok
        }
        var path = name
        var among = commands
        var text = helpText
        for word in words {
            let command = try find(word, among: among, path: path)
            path += " \(word)"
            text = command.helpText(path: path)
            among = command.subcommands
        }
        try console.print(text)
        return .ok
    }

    private var helpText: String {
        let rows =
            commands.map { ($0.name, $0.summary) } + [("help", "shows the help of a command, or of keys")]
        return """
            Usage: \(name) COMMAND [OPTION…]

            \(summary)

            Commands:
            \(Command.table(rows))

            Options:
            \(Command.table([Option.help, Self.version].map { ($0.usage, $0.summary) }))

            \(name) help COMMAND shows more, with examples.
            """
    }

    /// The text of `weir help keys`.
    private static var keyHelp: String {
        let rows = ConfigurationKey.all.map { ("--\($0.path)", "\($0.summary) [\($0.standard)]") }
        return """
            Every key is a flag (--kafka.bootstrap X), an environment variable (WEIR_KAFKA_BOOTSTRAP=X) and a
            place in the file; the flag comes first, then the variable, then the file. Lists are written a,b or
            [a, b], maps {a: 1}; one entry of a map is --rates.USD 0.92. Defaults are in brackets.

            \(Command.table(rows))
            """
    }
}
