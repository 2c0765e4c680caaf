/// Where a setting's value comes from; later ones win.
public enum Origin: Hashable, Sendable {
    /// Nobody said anything: the built-in default.
    case builtIn
    /// A file, by the name that the user gave.
    case file(String)
    /// An environment variable, by its name.
    case environment(String)
    /// A flag, with its dashes.
    case flag(String)

    /// The origin in messages and in `weir config show`.
    public var name: String {
        switch self {
        case .builtIn: "default"
        case .file(let path): path
        case .environment(let variable): variable
        case .flag(let flag): flag
        }
    }
}

/// A place that a message can point at.
public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// What the place is in.
    public let origin: Origin
    /// The line, from 1; 0 where there are no lines (flags, variables, a file that cannot be read).
    public let line: Int
    /// The column in characters, from 1.
    public let column: Int

    /// Makes a place.
    public init(origin: Origin, line: Int = 0, column: Int = 0) {
        self.origin = origin
        self.line = line
        self.column = column
    }

    /// `weir.yaml:3:5` in a file, the variable's or the flag's name elsewhere.
    public var description: String {
        guard case .file(let path) = origin, line > 0 else { return origin.name }
        return "\(path):\(line):\(column)"
    }
}

/// Something that the user must mend: where it is, what is wrong, and what to write instead.
public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is.
    public let place: Place
    /// What is wrong and what to do, in one line, without values that may be secret.
    public let message: String

    /// Makes a problem.
    public init(_ place: Place, _ message: String) {
        self.place = place
        self.message = message
    }

    /// `file:line:col: message`.
    public var description: String { "\(place): \(message)" }
}

/// All problems of a configuration or a catalogue, in the order of their places.
public struct Problems: Error, Sendable, CustomStringConvertible {
    /// The problems, never none.
    public let all: [Problem]

    /// How many problems are written out: the rest are mostly consequences of the first.
    public static let largestCount = 100

    /// Makes a list of problems.
    public init(_ all: [Problem]) { self.all = all }

    /// One problem per line.
    public var description: String {
        var lines = all.prefix(Self.largestCount).map(\.description)
        if all.count > Self.largestCount { lines.append("… and \(all.count - Self.largestCount) more") }
        return lines.joined(separator: "\n")
    }
}
