internal import Events
internal import Operations
internal import ReplayRuntime
internal import Streaming
internal import Topology

private let name = Option(
    "stream", letter: "s", .one("NAME"), "clicks, purchases, beacons or unsubscribes; else it is guessed")
private let json = Option("json", .nothing, "writes one JSON object instead of tables")

/// `weir check`: whether files are what Weir reads, and what to change.
let checkCommand = Command(
    "check", "checks whether files are events that Weir can read, and says what to change",
    help: """
        Reads lines of JSON (.gz too, - is standard input) as the other commands do. For lines that are no event it
        shows by kind how many there are, where the first is, what stands there and what to do; of the others, which
        values and names are ignored, who they are of, which time they cover, and what is there twice. It shows
        parts of the records: mind where its output goes. Nothing else is written anywhere.

        Exit code 0 if every line is an event, 1 if not.

        Examples:
          weir check orders.jsonl --stream purchases
          weir check --config weir.yaml clicks.jsonl.gz orders.jsonl
          jq -c '.[]' export.json | weir check - --stream clicks --json
        """,
    options: [name, json], takesKeys: true, others: "FILE…"
) { invocation throws(CommandFailure) in
    let files = invocation.arguments.others
    guard !files.isEmpty else {
        throw CommandFailure(
            .usage, "there is nothing to check", advice: "name files, or - for standard input")
    }
    guard files.count(where: { $0 == "-" }) <= 1 else {
        throw CommandFailure(.usage, "only one file can be standard input", advice: "name the others")
    }
    let stream = try invocation.arguments.value(of: name).map { text throws(CommandFailure) in
        try Stream.named(text)
    }
    var rules = try invocation.configuration(for: .replaying).settings.events
    rules.startOfRun = Clock.now
    let check = FileCheck(rules: rules)
    do throws(ReplayError) {
        try check.read(files, as: stream, console: invocation.console)
    } catch {
        throw CommandFailure(error)
    }
    let report = CheckReport(check.findings, rules: rules)
    try invocation.console.print(invocation.arguments.isSet(json) ? report.json : report.text)
    return report.isGood ? .ok : .findings
}

extension Stream {
    fileprivate static func named(_ text: String) throws(CommandFailure) -> Stream {
        if let stream = allCases.first(where: { $0.name == text }) { return stream }
        let near = Suggestion.nearest(to: text, among: allCases.map(\.name))
        throw CommandFailure(
            .usage, "there is no stream \"\(text)\"",
            advice: near.map { "did you mean --stream \($0)?" }
                ?? "there are \(allCases.map(\.name).joined(separator: ", "))")
    }
}

/// Files on their way through the checks of their streams.
final class FileCheck {
    /// Lines between two looks at the clock.
    private static let batch = 8_192

    private let rules: EventRules
    private var checks: [StreamCheck] = []

    init(rules: EventRules) { self.rules = rules }

    /// By stream, in the order of the streams.
    var findings: [StreamFindings] {
        checks.map(\.findings).sorted { $0.stream.rawValue < $1.stream.rawValue }
    }

    /// Reads files; without a stream each file's is guessed.
    func read(_ files: [String], as stream: Stream?, console: Console) throws(ReplayError) {
        var bar = ProgressLine(console: console, verb: "checking")
        var lines = 0
        for (place, path) in files.enumerated() {
            var file = try CheckFile(path: path)
            let guess = stream == nil ? try file.guess().result : nil
            let check = self.check(of: stream ?? guess?.stream ?? .clicks)
            check.begin(path, guessedBy: guess?.by)
            while true {
                let count = try check.read(&file, limit: Self.batch)
                guard count > 0 else { break }
                lines += count
                let part = file.progress.map { (Double(place) + $0) / Double(files.count) }
                bar.show(count: lines, part: part)
            }
        }
        bar.end()
        for check in checks { check.end() }
    }

    private func check(of stream: Stream) -> StreamCheck {
        if let check = checks.first(where: { $0.findings.stream == stream }) { return check }
        let check = StreamCheck(stream, rules: rules)
        checks.append(check)
        return check
    }
}

/// The check of one stream.
///
/// A class, so that checks can be held in an array; it is entered once per batch.
private final class StreamCheck {
    private var lines: LineCheck

    init(_ stream: Stream, rules: EventRules) { lines = LineCheck(stream, rules: rules) }

    var findings: StreamFindings { lines.findings }

    func begin(_ file: String, guessedBy names: [String]?) { lines.begin(file, guessedBy: names) }

    func read(_ file: inout CheckFile, limit: Int) throws(ReplayError) -> Int {
        try file.read(into: &lines, limit: limit)
    }

    func end() { lines.end() }
}
