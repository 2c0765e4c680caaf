/// A command line by GNU conventions, taken apart: flags before, between or after other arguments,
/// `--flag value`, `--flag=value`, `-f value`, `-fvalue`, and `--` before arguments that look like flags.
public struct Arguments: Hashable, Sendable {
    /// What was given for each flag, by its name; a flag without value has none.
    private var given: [String: [String]] = [:]
    /// Configuration keys given as flags, in order.
    public private(set) var keys: [Configuration.KeyFlag] = []
    /// Arguments that belong to no flag.
    public private(set) var others: [String] = []

    /// Whether a flag was given.
    public func isSet(_ option: Option) -> Bool { given[option.name] != nil }

    /// The value of a flag that takes one; nil where it was not given.
    public func value(of option: Option) -> String? { given[option.name]?.last }

    /// All values of a flag, in order; none where it was not given.
    public func values(of option: Option) -> [String] { given[option.name] ?? [] }

    /// Takes a command line apart.
    ///
    /// - Parameters:
    ///   - words: the words after the command's name.
    ///   - options: the flags that there are.
    ///   - takesKeys: whether every configuration key is a flag, too.
    /// - Throws: what is wrong with the command line, exit code 64.
    public init(_ words: [String], options: [Option], takesKeys: Bool = false) throws(CommandFailure) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                others += rest
                return
            } else if word.hasPrefix("--") {
                try readLong(word.dropFirst(2), &rest, options, takesKeys)
            } else if word.hasPrefix("-"), word.count > 1 {
                try readShort(word.dropFirst(), &rest, options)
            } else {
                others.append(word)
            }
        }
    }

    private mutating func readLong(
        _ text: Substring, _ rest: inout ArraySlice<String>, _ options: [Option], _ takesKeys: Bool
    ) throws(CommandFailure) {
        let name = String(text.prefix { $0 != "=" })
        let value = text.firstIndex(of: "=").map { String(text[text.index(after: $0)...]) }
        if let option = options.first(where: { $0.name == name }) {
            try read(option, "--\(name)", value, &rest)
        } else if takesKeys, SettingLayers.isKnown(flag: name) {
            let text: String
            if let value { text = value } else { text = try Self.next("--\(name)", &rest) }
            keys.append(.init(path: name, value: text))
        } else {
            let known = options.map(\.name) + (takesKeys ? ConfigurationKey.all.map(\.path) : [])
            let near = Suggestion.nearest(to: name, among: known)
            throw .usage(
                "unknown option --\(name)",
                advice: near.map { "did you mean --\($0)?" } ?? "--help lists the options")
        }
    }

    /// `-abc` is `-a -b -c` until a letter takes a value, which is what follows it.
    private mutating func readShort(
        _ letters: Substring, _ rest: inout ArraySlice<String>, _ options: [Option]
    ) throws(CommandFailure) {
        var letters = letters
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.letter == letter }) else {
                throw .usage("unknown option -\(letter)", advice: "--help lists the options")
            }
            guard option.takes != .nothing, !letters.isEmpty else {
                try read(option, "-\(letter)", nil, &rest)
                continue
            }
            return try read(option, "-\(letter)", String(letters), &rest)
        }
    }

    private mutating func read(
        _ option: Option, _ flag: String, _ value: String?, _ rest: inout ArraySlice<String>
    ) throws(CommandFailure) {
        var values: [String] = value.map { [$0] } ?? []
        switch option.takes {
        case .nothing:
            if value != nil { throw .usage("\(flag) takes no value", advice: "write \(flag) alone") }
        case .one:
            if value == nil { values = [try Self.next(flag, &rest)] }
        case .many(let name):
            if value == nil {
                while let next = rest.first, !Self.isFlag(next) {
                    values.append(next)
                    rest.removeFirst()
                }
            }
            if values.isEmpty { throw .usage("\(flag) needs a value", advice: "write \(flag) \(name)…") }
        }
        given[option.name, default: []] += values
    }

    /// The next word as a flag's value; another flag is none, a negative number and `-` are.
    private static func next(_ flag: String, _ rest: inout ArraySlice<String>) throws(CommandFailure)
        -> String
    {
        guard let value = rest.first, !isFlag(value) else {
            throw .usage("\(flag) needs a value", advice: "write \(flag) VALUE, or \(flag)=VALUE")
        }
        rest.removeFirst()
        return value
    }

    private static func isFlag(_ word: String) -> Bool {
        word.hasPrefix("-") && word != "-" && !Node.isNumber(word)
    }
}
