internal import Streaming

/// Whether a source partition is idle: no accepted event for `idle_timeout` while standing at the log's end
/// (DESIGN, "Idle is a lease").
///
/// Only the wall clock of the seals counts, so a task that does not run makes nobody idle. A record that is
/// no event, or late, does not end the idleness: a producer whose every record is broken holds nobody.
struct IdleLease: Sendable {
    /// What the last seal decided.
    private(set) var isIdle = false
    /// Whether a frame must say so now, be there nothing else to say.
    private(set) var isDue = false

    private var hasAccepted = false
    /// The last seal that saw an accepted event, or did not stand at the end.
    private var anchor: Milliseconds?
    /// When a frame last said idle; nil where the newest frame does not.
    private var said: Milliseconds?

    /// An event was accepted.
    @inline(__always)
    mutating func takeNote() { hasAccepted = true }

    /// Decides at a seal.
    mutating func decide(at wall: Milliseconds, isAtEnd: Bool, timeout: Milliseconds?) {
        guard let timeout else { return }
        if hasAccepted || !isAtEnd { anchor = wall }
        hasAccepted = false
        let since = anchor ?? wall
        anchor = since
        isIdle = isAtEnd && wall - since >= timeout
        guard isIdle else {
            // Idleness that ends is news: from now on it holds the watermark again.
            isDue = said != nil
            return
        }
        // A clock that was set back must not keep it from being repeated.
        isDue = said.map { wall - $0 >= timeout / 4 || wall < $0 } ?? true
    }

    /// A frame said what was decided.
    mutating func wasSent(at wall: Milliseconds) {
        said = isIdle ? wall : nil
        isDue = false
    }
}
