/// The functions of a file and their lengths, by counting braces.
struct Functions {
    struct Function {
        let line: Int
        let lines: Int
    }

    private var open: [(line: Int, depth: Int)] = []
    private var waiting: (line: Int, parentheses: Int)?
    private var depth = 0
    private var parentheses = 0
    private var isInText = false
    private var found: [Function] = []

    static func all(in file: SourceTree.File) -> [Function] {
        var functions = Functions()
        for (number, line) in zip(1..., file.lines) { functions.read(line, number) }
        return functions.found.sorted { $0.line < $1.line }
    }

    private mutating func read(_ line: Substring, _ number: Int) {
        let code = code(of: line)
        if begins(code) { waiting = (number, parentheses) }
        for character in code {
            switch character {
            case "(": parentheses += 1
            case ")": parentheses -= 1
            case "{":
                if let start = waiting, parentheses == start.parentheses {
                    open.append((start.line, depth))
                    waiting = nil
                }
                depth += 1
            case "}":
                depth -= 1
                if let last = open.last, last.depth == depth {
                    open.removeLast()
                    found.append(Function(line: last.line, lines: number - last.line + 1))
                    // What was declared without a body, in a protocol, has none to come.
                    waiting = nil
                }
            default: break
            }
        }
    }

    private func begins(_ code: Substring) -> Bool {
        let words = code.split(whereSeparator: { " (<".contains($0) })
        return words.contains("func")
            || words.contains { $0 == "init" || $0 == "init?" || $0 == "deinit" || $0 == "subscript" }
                && !code.contains("self.init") && !code.contains(".init")
    }

    /// A line without its comment and its texts, whose braces mean nothing.
    private mutating func code(of line: Substring) -> Substring {
        if line.contains("\"\"\"") {
            isInText =
                line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count % 2 == 0
                ? !isInText : isInText
            return ""
        }
        if isInText { return "" }
        var code = ""
        var (isQuoted, isEscaped) = (false, false)
        for character in line {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if !isQuoted {
                code.append(character)
                if code.hasSuffix("//") { return Substring(code.dropLast(2)) }
            }
        }
        return Substring(code)
    }
}
