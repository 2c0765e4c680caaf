import Kafka
import Testing

@Suite("Options and errors")
struct OptionsTests {
    @Test("a property that librdkafka does not know is named")
    func unknown() {
        let error = failure { () throws(KafkaError) in
            _ = try Consumer(ClientOptions(["no.such": "secret-1"]))
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.reason.contains("no.such") == true)
        #expect(error?.description.contains("secret-1") == false)
    }

    @Test(
        "the value of a refused property is not told", arguments: ["acks", "security.protocol", "linger.ms"])
    func refused(name: String) {
        let error = failure { () throws(KafkaError) in _ = try Producer(ClientOptions([name: "hush-hush"])) }
        #expect(error?.reason.contains(name) == true)
        #expect(error?.description.contains("hush") == false)
    }

    @Test("options that contradict each other are refused when the client is made")
    func contradiction() {
        let error = failure { () throws(KafkaError) in
            _ = try Producer(ClientOptions(["transactional.id": "x", "enable.idempotence": "false"]))
        }
        #expect(error?.operation == "new")
        #expect(error?.reason.contains("enable.idempotence") == true)
    }

    @Test("printed options hold no value")
    func printed() {
        var options = ClientOptions(["sasl.password": "hush"])
        options.set("group.id", "g")
        #expect(options.description == "ClientOptions(group.id, sasl.password)")
    }

    @Test("an error reads well")
    func description() {
        let error = KafkaError(
            code: .timedOut, operation: "commit_transaction", reason: "no answer", isRetriable: true)
        #expect(error.description == "commit_transaction: _TIMED_OUT: no answer (retriable)")
        #expect(KafkaError.Code.illegalGeneration.name == "ILLEGAL_GENERATION")
        #expect(KafkaError.Code(rawValue: 9999).name.contains("9999"))
    }

    @Test("codes are the numbers of librdkafka")
    func codes() {
        let names: [KafkaError.Code: String] = [
            .transport: "_TRANSPORT", .partitionEOF: "_PARTITION_EOF", .queueFull: "_QUEUE_FULL",
            .state: "_STATE", .fatal: "_FATAL", .fenced: "_FENCED", .maxPollExceeded: "_MAX_POLL_EXCEEDED",
            .autoOffsetReset: "_AUTO_OFFSET_RESET", .purgedQueue: "_PURGE_QUEUE",
            .messageTooLarge: "MSG_SIZE_TOO_LARGE", .offsetMetadataTooLarge: "OFFSET_METADATA_TOO_LARGE",
            .unknownMemberID: "UNKNOWN_MEMBER_ID", .invalidProducerEpoch: "INVALID_PRODUCER_EPOCH",
            .invalidTransactionState: "INVALID_TXN_STATE", .fencedInstanceID: "FENCED_INSTANCE_ID",
            .invalidRecord: "INVALID_RECORD", .unstableOffsetCommit: "UNSTABLE_OFFSET_COMMIT",
            .transactionalIDAuthorizationFailed: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
            .invalidReplicationFactor: "INVALID_REPLICATION_FACTOR", .authentication: "_AUTHENTICATION",
            .allBrokersDown: "_ALL_BROKERS_DOWN", .assignmentLost: "_ASSIGNMENT_LOST", .tls: "_SSL",
        ]
        for (code, name) in names { #expect(code.name == name) }
    }

    @Test("the library tells its version and what was built in")
    func library() {
        #expect(Library.versionNumber >= 0x0200_02ff)
        #expect(Library.version.hasPrefix("2."))
        #expect(Library.features.contains("lz4"))
    }

    @Test("group metadata gives back what it was made of")
    func group() throws {
        let consumer = try Consumer.make("127.0.0.1:1", group: "g")
        let metadata = try #require(consumer.groupMetadata())
        #expect(metadata.group == "g")
        #expect(metadata.generation == -1)
        #expect(metadata.memberID.isEmpty)
        #expect(consumer.memberID == nil)
    }
}
