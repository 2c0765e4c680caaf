internal import Kafka
internal import Operations

extension KafkaAccess {
    /// An error of Kafka as the end of a command: what happened, and what to do.
    func failure(_ error: KafkaError, topic: String? = nil) -> CommandFailure {
        let subject = topic.map { " (topic \($0))" } ?? ""
        let what = "\(error.operation): \(error.sentence)\(subject)"
        switch error.code {
        case .authentication, .saslAuthenticationFailed:
            return CommandFailure(
                .permission,
                "Kafka at \(deployment.bootstrap) does not take the credentials: \(error.sentence)",
                advice: scramAdvice
                    ?? "check sasl.mechanism, sasl.username and sasl.password in kafka.options")
        case .tls:
            return CommandFailure(
                .unavailable, "TLS with \(deployment.bootstrap) failed: \(error.sentence)",
                advice: "check ssl.ca.location and the client's certificate in kafka.options, and the port")
        case .invalidArgument, .conflict, .unsupportedFeature:
            return CommandFailure(
                .configuration, "kafka.options: \(error.reason)",
                advice: "librdkafka's CONFIGURATION.md lists the properties of version \(Library.version)")
        case .unknownTopicOrPartition, .unknownTopic, .unknownPartition:
            return CommandFailure(
                .unavailable, "the topic \(topic ?? "") is not there", advice: "create it: weir topics apply")
        default:
            if error.isRefusal {
                return CommandFailure(
                    .permission, "Kafka does not allow this: \(what)",
                    advice: "docs/deploy.md lists the rights (ACLs) that Weir and its operators need")
            }
            return CommandFailure(
                .unavailable, "Kafka at \(deployment.bootstrap) does not answer: \(what)",
                advice: "is it running, and is kafka.bootstrap right? --kafka.bootstrap host:port sets it")
        }
    }

    /// librdkafka before 2.6.1 sends its nonce twice, which Kafka 4 refuses as wrong credentials.
    private var scramAdvice: String? {
        let mechanism = deployment.options["sasl.mechanism"] ?? deployment.options["sasl.mechanisms"] ?? ""
        guard mechanism.uppercased().hasPrefix("SCRAM"), Library.versionNumber < 0x0206_01ff else {
            return nil
        }
        return
            "SCRAM of librdkafka \(Library.version) cannot log in to Kafka 4: use PLAIN over TLS or a client "
            + "certificate, or librdkafka 2.6.1 or newer; with Kafka 3, check name and password"
    }
}
