/// A flag of a command: `--output FILE`, `-o FILE`.
///
///     static let output = Option("output", letter: "o", .one("FILE"), "where the results go")
public struct Option: Hashable, Sendable {
    /// The name, without dashes.
    public let name: String
    /// The short form, where there is one.
    public let letter: Character?
    /// What follows it.
    public let takes: Arity
    /// What it is for, in a few words.
    public let summary: String

    /// What follows a flag; the names are those in the help.
    public enum Arity: Hashable, Sendable {
        /// Nothing: it is there or not.
        case nothing
        /// One value; the last one given counts.
        case one(String)
        /// Every value up to the next flag, and again if it is given again.
        case many(String)
    }

    /// Makes a flag.
    public init(_ name: String, letter: Character? = nil, _ takes: Arity, _ summary: String) {
        self.name = name
        self.letter = letter
        self.takes = takes
        self.summary = summary
    }

    /// `--config`: every command that takes configuration keys has it.
    public static let config = Option(
        "config", letter: "c", .one("FILE"), "the configuration file (else $WEIR_CONFIG)")
    /// `--help`: every command has it.
    public static let help = Option("help", letter: "h", .nothing, "shows this text")

    /// How it is written in the help: `-o, --output FILE`.
    var usage: String {
        let short = letter.map { "-\($0), " } ?? "    "
        switch takes {
        case .nothing: return "\(short)--\(name)"
        case .one(let value): return "\(short)--\(name) \(value)"
        case .many(let value): return "\(short)--\(name) \(value)…"
        }
    }
}
