internal import Glibc

/// A thread of the operating system: lanes block, and must not take one of the tasks' pool.
enum OSThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that runs until its body ends; nobody waits for it.
    ///
    /// - Parameter body: what it does.
    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        // Safe: the box is taken back exactly once, by the thread itself.
        let box = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        let status = unsafe pthread_create(&thread, nil, { context in
            guard let context = unsafe context else { return nil }
            unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, box)
        precondition(status == 0, "no thread can be started")
        pthread_detach(thread)
    }
}
