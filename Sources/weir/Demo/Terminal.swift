internal import Glibc
internal import Operations
internal import Synchronization

/// A terminal that is drawn on as a whole, and left as it was.
final class Terminal: Sendable {
    private let console: Console
    private let page = Mutex(Page.none)

    private enum Page {
        case none, open, left
    }

    /// Whether standard output is a terminal that can be drawn on.
    static func isThere(_ environment: [String: String]) -> Bool {
        let kind = environment["TERM"] ?? ""
        return isatty(STDOUT_FILENO) == 1 && !kind.isEmpty && kind != "dumb"
    }

    init(_ console: Console) { self.console = console }

    /// Rows and columns now; those of old where the terminal does not tell.
    var size: (rows: Int, columns: Int) {
        var size = winsize()
        // Safe: the C library fills the struct during the call.
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0
        else { return (24, 80) }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// Draws a whole view on a page of its own: fewer lines than the terminal has.
    ///
    /// Nothing after `leave`.
    func draw(_ lines: [String]) throws(CommandFailure) {
        try page.withLock { page throws(CommandFailure) in
            guard page != .left else { return }
            // Its own page, no cursor, no lines that wrap; then from the top, each line cleared to its end.
            let opening = page == .none ? "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J" : ""
            page = .open
            let text = lines.map { $0 + "\u{1B}[K\n" }.joined()
            try console.print(opening + "\u{1B}[H" + text + "\u{1B}[J\u{1B}[1A")
        }
    }

    /// Gives the terminal back for good; may be called from any thread, and more than once.
    func leave() {
        page.withLock { page in
            if page == .open { try? console.print("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l\u{1B}[1A") }
            page = .left
        }
    }
}

/// Colours, where they are wanted.
struct Style {
    let isColoured: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func dim(_ text: String) -> String { wrap(text, "2") }
    func good(_ text: String) -> String { wrap(text, "32") }
    func bad(_ text: String) -> String { wrap(text, "31") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
