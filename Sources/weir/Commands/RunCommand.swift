internal import Glibc
internal import Kafka
internal import KafkaRuntime
internal import Marketing
internal import Operations
internal import Topology

private let untilEnd = Option("until-end", .nothing, "stop where the topics end now, with all windows closed")
private let accept = Option(
    "accept-config", .nothing, "take a changed configuration over: stop all workers first")
private let leave = Option("leave", .nothing, "leave the group at the end, so that others take over at once")

/// `weir run`: a worker on Kafka.
let runCommand = Command(
    "run", "runs a worker on Kafka: events in, metrics out, as they happen",
    help: """
        Start as many as you like, each with its own WEIR_INSTANCE: they share the work by themselves, and one
        that is killed is replaced by the others. SIGTERM ends a worker in good order. Log lines go to standard
        output: docs/logs.md lists them.

        Examples:
          weir topics apply --config weir.yaml && weir run --config weir.yaml
          WEIR_INSTANCE=worker-2 weir run --config weir.yaml --lanes 4
          weir run --config weir.yaml --until-end        computes what is there, and ends
        """,
    options: [untilEnd, accept, leave], takesKeys: true
) { invocation throws(CommandFailure) in
    let configuration = try invocation.configuration()
    var options = WorkerOptions(configuration.deployment)
    options.isUntilEnd = invocation.arguments.isSet(untilEnd)
    options.leaves = invocation.arguments.isSet(leave)
    let log = WorkerLog(
        Logger.process(configuration.deployment.log, console: invocation.console), options,
        digest: configuration.settings.digest)
    log.unpriced(configuration.unpricedPools)
    var settings = configuration.settings
    settings.idleTimeout = configuration.deployment.idleTimeout
    settings.windows.earlyInterval = options.isUntilEnd ? nil : settings.windows.earlyInterval
    let worker = Worker(
        options, settings: settings, configuration: configuration.numbersText,
        acceptsConfiguration: invocation.arguments.isSet(accept), readers: TopicReaders(settings.catalogue)
    ) { log.write($0) }
    let stop = StopSignals {
        log.stopping()
        worker.stop()
    }
    defer { stop.cancel() }
    do throws(WorkerFailure) {
        try worker.run()
        log.stopped(.ok)
        return .ok
    } catch {
        let failure = CommandFailure(error, options)
        log.stopped(failure.code)
        throw failure
    }
}

extension CommandFailure {
    /// Why a worker ended, and what to do.
    init(_ failure: WorkerFailure, _ options: WorkerOptions) {
        switch failure {
        case .kafka(let error): self.init(error, options.bootstrap)
        case .fenced(let instance):
            self.init(
                .configuration, "another worker runs under the name \(instance), and took over",
                advice: "give each worker its own name: WEIR_INSTANCE, or --instance")
        case .topics(let problems): self.init(.configuration, problems.joined(separator: "\n"))
        case .configuration(let changes):
            self.init(
                .configuration,
                "the state was made under another configuration:\n" + changes.joined(separator: "\n"),
                advice: "go back to the former one, or stop all workers and start them with --accept-config")
        case .partitions(let profiles, let pools):
            self.init(
                .configuration,
                "the state was made with partitions: {profiles: \(profiles), pools: \(pools)}",
                advice: "set them as they were, or start anew under another application name")
        case .ended:
            self.init(
                .configuration, "\(options.application) was run with --until-end: its windows are closed",
                advice: "start anew under another application name")
        case .bug(let text): self.init(.bug, text)
        }
    }

    /// What Kafka refused, and what to do.
    init(_ error: KafkaError, _ bootstrap: String) {
        switch error.code {
        case .topicAuthorizationFailed, .groupAuthorizationFailed, .clusterAuthorizationFailed,
            .transactionalIDAuthorizationFailed, .authentication, .saslAuthenticationFailed:
            self.init(
                .permission, "Kafka at \(bootstrap) does not allow it: \(error)",
                advice: "docs/deploy.md lists the rights that Weir needs")
        case .invalidArgument:
            self.init(.configuration, "librdkafka refuses an option: \(error)", advice: "see kafka.options")
        default:
            self.init(
                .unavailable, "Kafka at \(bootstrap): \(error)",
                advice: "is kafka.bootstrap right, and does a broker answer there?")
        }
    }
}
