public import Streaming

extension TimeZoneTable {
    /// The aligned window of a size that holds an instant: [start, end).
    ///
    /// Windows of more than an hour follow the clock on the wall, so a day of a change of clocks has 23 or 25
    /// hours. Windows of up to an hour follow each other without such a jump: where the clock is set back, the
    /// repeated hour is a window of its own.
    ///
    /// - Parameters:
    ///   - time: the instant.
    ///   - size: a divisor of a day.
    /// - Returns: the window's bounds.
    public func window(holding time: Milliseconds, size: Milliseconds) -> (
        start: Milliseconds, end: Milliseconds
    ) {
        let segment = segment(at: time)
        let local = time + offsets[segment]
        let floor = local.floorDivided(by: size) * size
        guard size > .hour else {
            let start = max(floor - offsets[segment], start(of: segment))
            return (start, min(floor + size - offsets[segment], end(of: segment)))
        }
        var bounds = (start: instant(ofWall: floor), end: instant(ofWall: floor + size))
        if bounds.end <= time { bounds = (bounds.end, instant(ofWall: floor + 2 * size)) }
        return bounds
    }

    /// The offset that holds at an instant.
    public func offset(at time: Milliseconds) -> Milliseconds { offsets[segment(at: time)] }

    private func segment(at time: Milliseconds) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func start(of segment: Int) -> Milliseconds { segment == 0 ? .min : transitions[segment - 1] }

    private func end(of segment: Int) -> Milliseconds {
        segment == transitions.count ? .max : transitions[segment]
    }

    /// The first instant at which the clock on the wall shows a time or, where it jumps over it, a later one.
    private func instant(ofWall wall: Milliseconds) -> Milliseconds {
        var segment = segment(at: wall - .day)
        while true {
            let instant = max(wall - offsets[segment], start(of: segment))
            if instant < end(of: segment) { return instant }
            segment += 1
        }
    }
}
