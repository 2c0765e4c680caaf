/// A subcommand: what it is called, what it takes, and what it does.
///
///     static let replay = Command(
///         "replay", "runs over files of past events",
///         help: "Examples:\n  weir replay --clicks day.jsonl.gz",
///         options: [clicks], takesKeys: true
///     ) { invocation throws(CommandFailure) in
///         let configuration = try invocation.configuration()
///         let files = invocation.arguments.values(of: clicks)
///         …
///         return .ok
///     }
public struct Command: Sendable {
    /// What a command does with its invocation.
    public typealias Body = @Sendable (Invocation) throws(CommandFailure) -> ExitCode

    /// The name on the command line.
    public let name: String
    /// What it does, in a few words, beginning with a verb.
    public let summary: String
    /// More words, and examples; shown by `--help`.
    public let help: String
    /// Its flags; `--help`, and `--config` where it takes keys, are added.
    public let options: [Option]
    /// Whether every configuration key is a flag.
    public let takesKeys: Bool
    /// What other arguments it takes, such as `FILE…`; empty: none.
    public let others: String
    /// Its own subcommands; then it does nothing itself.
    public let subcommands: [Command]
    let body: Body?

    /// Makes a command that does something.
    public init(
        _ name: String, _ summary: String, help: String = "", options: [Option] = [],
        takesKeys: Bool = false, others: String = "", body: @escaping Body
    ) {
        self.name = name
        self.summary = summary
        self.help = help
        self.options = options + (takesKeys ? [.config] : []) + [.help]
        self.takesKeys = takesKeys
        self.others = others
        self.subcommands = []
        self.body = body
    }

    /// Makes a command that holds others.
    public init(_ name: String, _ summary: String, help: String = "", subcommands: [Command]) {
        self.name = name
        self.summary = summary
        self.help = help
        self.options = [.help]
        self.takesKeys = false
        self.others = ""
        self.subcommands = subcommands
        self.body = nil
    }

    /// The text of `--help`; `path` is how the command is called, such as `weir config check`.
    func helpText(path: String) -> String {
        var usage = "Usage: \(path)"
        if !subcommands.isEmpty { usage += " COMMAND" }
        usage += " [OPTION…]"
        if takesKeys { usage += " [--KEY VALUE…]" }
        if !others.isEmpty { usage += " \(others)" }
        let sentence = summary.prefix(1).uppercased() + summary.dropFirst() + "."
        var sections = [usage, sentence]
        if !subcommands.isEmpty {
            sections.append("Commands:\n" + Self.table(subcommands.map { ($0.name, $0.summary) }))
        }
        sections.append("Options:\n" + Self.table(options.map { ($0.usage, $0.summary) }))
        if takesKeys {
            sections.append("Every key of the configuration is an option, too: see weir help keys.")
        }
        if !help.isEmpty { sections.append(help) }
        return sections.joined(separator: "\n\n")
    }

    /// Rows with the second column aligned.
    static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { left, right in
            "  \(left)\(String(repeating: " ", count: width - left.count))  \(right)"
        }.joined(separator: "\n")
    }
}
