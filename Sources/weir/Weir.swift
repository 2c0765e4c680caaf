internal import FoundationEssentials
internal import Glibc
internal import Operations

/// The executable: one table of subcommands, one file for each.
@main
enum Weir {
    /// The version of this source.
    static let version = "0.1.0"

    /// All subcommands, in the order of the help.
    ///
    /// A new one is a file in `Commands/` and a line here.
    static let commands: [Command] = [
        runCommand, demoCommand, topicsCommand, tailCommand, checkCommand, replayCommand,
        fitCommand, explainCommand, reportCommand, generateCommand, eraseCommand, schemaCommand,
        configCommand,
    ]

    static func main() {
        let environment = ProcessInfo.processInfo.environment
        let program = Program(
            "weir", version: version,
            summary: "Works out what every campaign and channel earns and costs, as it happens.",
            commands: commands)
        let code = program.run(
            Array(CommandLine.arguments.dropFirst()), environment: environment,
            console: .process(environment: environment))
        exit(code.rawValue)
    }
}
