/// One call of a command: its arguments, and the world as far as it may see it.
public struct Invocation: Sendable {
    /// The command line, taken apart.
    public let arguments: Arguments
    /// The environment.
    public let environment: [String: String]
    /// Where it writes.
    public let console: Console
    /// Where configuration files are read from.
    public let files: FileSource

    /// Makes an invocation.
    public init(
        arguments: Arguments, environment: [String: String], console: Console, files: FileSource = .machine
    ) {
        self.arguments = arguments
        self.environment = environment
        self.console = console
        self.files = files
    }

    /// The configuration of this call: flags, environment, `--config` (else `WEIR_CONFIG`), defaults.
    ///
    /// - Parameter purpose: what it is for.
    /// - Returns: the configuration, checked.
    /// - Throws: all problems of it, one per line, exit code 78.
    public func configuration(
        for purpose: Configuration.Purpose = .running
    ) throws(CommandFailure) -> Configuration {
        do throws(Problems) { return try loadConfiguration(for: purpose) } catch {
            let count = error.all.count == 1 ? "a problem" : "\(error.all.count) problems"
            throw CommandFailure(
                .configuration, "the configuration has \(count)\n\(error)",
                advice: "weir config check checks it again")
        }
    }

    /// The same with the problems as they are.
    public func loadConfiguration(
        for purpose: Configuration.Purpose = .running
    ) throws(Problems) -> Configuration {
        let variable = environment["WEIR_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        return try Configuration.load(
            file: arguments.value(of: .config) ?? variable, environment: environment, flags: arguments.keys,
            files: files, for: purpose)
    }
}
