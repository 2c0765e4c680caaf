internal import Glibc

/// What happens when a thread traps: its lane's slot in the crash notes gets the signal's number, and the process
/// ends as it would have.
///
/// The handler does nothing but loads and stores: it may have interrupted anything.
enum CrashSignals {
    private static let numbers = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]
    private static let most = 65
    // Safe: set before the first lane starts, and never freed; the handler only reads.
    nonisolated(unsafe) private static var slots: UnsafeMutablePointer<UInt64>?
    nonisolated(unsafe) private static var count = 0
    nonisolated(unsafe) private static var former: UnsafeMutablePointer<sigaction>?

    /// Has traps noted from now on.
    static func watch(_ notes: CrashNotes) {
        let found = unsafe notes.slots
        unsafe (slots, count) = (found.first, found.count)
        guard unsafe former == nil else { return }
        let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: most)
        unsafe actions.initialize(repeating: sigaction(), count: most)
        unsafe former = unsafe actions
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { CrashSignals.note($0) }
        // The trap may be a stack that is full: the handler has its own.
        action.sa_flags = Int32(SA_ONSTACK)
        for number in numbers { unsafe sigaction(number, &action, actions + Int(number)) }
    }

    private static func note(_ number: Int32) {
        let own = UInt64(pthread_self())
        if let slots = unsafe slots {
            for lane in unsafe 0..<count {
                let slot = unsafe slots + lane * CrashNotes.FileLayout.slotWords
                guard unsafe slot[CrashNotes.FileLayout.thread] == own else { continue }
                unsafe slot[CrashNotes.FileLayout.signal] = UInt64(number)
            }
        }
        // What would have come without us comes when this returns.
        if let former = unsafe former { unsafe sigaction(number, former + Int(number), nil) }
        raise(number)
    }

    /// Gives the calling thread a stack for the handler; it is never freed, for lanes live as long as the process.
    static func prepareThread() {
        let size = 64 << 10
        var stack = unsafe stack_t()
        unsafe stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        unsafe stack.ss_size = size
        unsafe sigaltstack(&stack, nil)
    }
}
