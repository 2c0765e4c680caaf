import BrokerSupport
import Testing

/// Worker processes on a real Kafka, one test at a time: each wants the machine for itself.
@Suite("On a real broker", .serialized, .enabled(if: Broker.isAvailable))
enum BrokerTests {}
