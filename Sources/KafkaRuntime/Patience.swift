internal import Glibc
internal import Kafka
internal import Streaming

/// Calls again while Kafka says that it may work the next time: a fresh broker takes seconds to load.
enum Patience {
    /// How long it is tried, in milliseconds.
    static let limit: Milliseconds = 60_000
    private static let pause: UInt32 = 200_000

    /// Calls until it works, fails for good, or time is up.
    static func call<Answer>(
        _ body: () throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        let began = SystemClock.elapsedNow
        while true {
            do throws(KafkaError) { return try body() } catch {
                let isPassing = error.isRetriable || passing.contains(error.code)
                guard isPassing, !error.isFatal, SystemClock.elapsedNow - began < limit else { throw error }
                usleep(pause)
            }
        }
    }

    private static let passing: Set<KafkaError.Code> = [.timedOut, .transport, .unstableOffsetCommit]
}
