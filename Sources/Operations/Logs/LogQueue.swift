internal import Glibc
internal import Streaming

/// Hands lines from the threads that work to the one that writes.
///
/// Who logs holds the lock for less than a microsecond and never waits for the writing: while a line is
/// written, the lock is free. A mutex of pthreads, for thread sanitizers understand it.
@safe final class LogQueue: @unchecked Sendable {  // Safe: what changes is touched under the lock only
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var backlog = LogBacklog()
    private var isClosed = false

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        // Safe: both live as long as this object, at their address.
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        // A wall clock that is set must not stretch a timeout.
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(changed, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        // Safe: every thread that uses them holds this object.
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Takes a line, or drops and counts it.
    func add(_ entry: LogEntry) {
        locked { backlog.add(entry) }
    }

    /// The next line; waits for one, and is nil when all is written and no more comes.
    func next() -> LogEntry? {
        locked {
            // Safe: the lock is held, as waiting asks.
            while backlog.isEmpty, !isClosed { unsafe pthread_cond_wait(changed, mutex) }
            return backlog.first
        }
    }

    /// Ends the line that `next` gave.
    func end(isWritten: Bool) {
        locked { backlog.removeFirst(isWritten: isWritten) }
    }

    /// Waits until all lines are written, and tells whether they are; a time of 0 only looks.
    func waitUntilEmpty(_ timeout: Milliseconds) -> Bool {
        var deadline = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = deadline.tv_nsec + Int(timeout % .second) * 1_000_000
        deadline.tv_sec += Int(timeout / .second) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        return locked {
            var result: Int32 = 0
            while !backlog.isEmpty, result == 0 {
                // Safe: the lock is held, and the deadline is a local of this call.
                result = unsafe pthread_cond_timedwait(changed, mutex, &deadline)
            }
            return backlog.isEmpty
        }
    }

    /// Says that no more lines come.
    func close() {
        locked { isClosed = true }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        // Safe: initialised in `init`, and no body locks again.
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
        }
        return body()
    }
}
