import Kafka
import Streaming

/// Where in the protocol a lane is when it meets a fault.
enum Call {
    case prepare, begin, send, offsets, end, ended, abort, committed, bounds, read, assign
}

/// Something that waits for a lane in one of its calls.
struct Trap {
    enum Action {
        /// The process is killed.
        case kill
        /// The lane's thread stands still, heartbeats go on.
        case stall(Milliseconds)
        /// The whole process stands still.
        case freeze(Milliseconds)
        case fail(KafkaError)
        /// The request never arrives, and nobody knows.
        case loseRequest
        /// The request arrives, but not before a while; nobody knows.
        case delayRequest(Milliseconds)
        /// It happens, but the answer is lost; the client finds it fatal, or gives up waiting.
        case loseAnswer(isFatal: Bool)
    }

    let fault: FaultClass
    let call: Call
    let action: Action
    /// How many such calls pass before.
    var skips: Int
}
