/// What the process tells its caller (sysexits.h).
public struct ExitCode: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: Int32

    /// Makes a code.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// All went well.
    public static let ok = ExitCode(rawValue: 0)
    /// The command did its work, and found something wrong.
    public static let findings = ExitCode(rawValue: 1)
    /// The command line is wrong.
    public static let usage = ExitCode(rawValue: 64)
    /// The input is wrong.
    public static let data = ExitCode(rawValue: 65)
    /// Kafka does not answer.
    public static let unavailable = ExitCode(rawValue: 69)
    /// Weir is wrong.
    public static let bug = ExitCode(rawValue: 70)
    /// A file or a disk does not do what it should.
    public static let io = ExitCode(rawValue: 74)
    /// It may work the next time.
    public static let temporary = ExitCode(rawValue: 75)
    /// Something is not allowed.
    public static let permission = ExitCode(rawValue: 77)
    /// The configuration or the catalogue is wrong.
    public static let configuration = ExitCode(rawValue: 78)
}

/// Why a command ends early: what happened and why, and what to do.
public struct CommandFailure: Error, Hashable, Sendable {
    /// The exit code.
    public let code: ExitCode
    /// What happened and why; one line or several.
    public let reason: String
    /// What to do.
    public let advice: String?

    /// Makes a failure.
    public init(_ code: ExitCode, _ reason: String, advice: String? = nil) {
        self.code = code
        self.reason = reason
        self.advice = advice
    }

    /// The command line is wrong.
    static func usage(_ reason: String, advice: String? = nil) -> CommandFailure {
        CommandFailure(.usage, reason, advice: advice)
    }
}
