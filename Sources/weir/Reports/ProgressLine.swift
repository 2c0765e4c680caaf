internal import Glibc
internal import Operations

/// Progress on standard error: a bar that is drawn again on a terminal, else a line every ten seconds; nothing
/// within the first two seconds.
struct ProgressLine {
    private let console: Console
    private let verb: String
    private let noun: String
    private let drawsBar = isatty(STDERR_FILENO) == 1
    private let began = ContinuousClock.now
    private var shown = ContinuousClock.now
    private var hasBar = false

    init(console: Console, verb: String, noun: String = "events") {
        self.console = console
        self.verb = verb
        self.noun = noun
    }

    /// Shows how far it is, where it is time to.
    mutating func show(count: Int, part: Double?) {
        let now = ContinuousClock.now
        guard now - began > .seconds(2), now - shown > (drawsBar ? .milliseconds(200) : .seconds(10))
        else { return }
        shown = now
        let elapsed = (now - began) / .seconds(1)
        var text = "\(verb): \(count) \(noun), \(Int(Double(count) / elapsed)) a second"
        if let part, part > 0 {
            text += ", \(Int(part * 100)) %, \(Int(elapsed / part - elapsed)) s left"
        }
        guard drawsBar else { return console.talk(text) }
        let full = Int((part ?? 0) * 30)
        let bar = String(repeating: "=", count: full) + String(repeating: " ", count: 30 - full)
        hasBar = true
        console.talk("\u{1b}[1A\r[\(bar)] \(text)\u{1b}[K")
    }

    /// Leaves the terminal as it was.
    func end() {
        if hasBar { console.talk("\u{1b}[1A\r\u{1b}[K\u{1b}[1A") }
    }
}
