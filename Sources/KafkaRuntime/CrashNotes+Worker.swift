internal import Glibc
internal import Kafka
internal import Streaming
internal import Topology

extension CrashNotes {
    /// The notes of an instance: in the directory that is configured, else in systemd's, else among temporary files.
    ///
    /// - Returns: nil, and why, where a directory that nobody has configured cannot be written.
    static func of(
        _ options: WorkerOptions
    ) throws(WorkerFailure) -> (notes: CrashNotes?, problem: String?) {
        let directory = options.workDirectory ?? systemDirectory
        if options.workDirectory == nil { _ = unsafe mkdir(directory, 0o700) }
        let path = "\(directory)/\(options.application)-\(options.instance).crash"
        do throws(Failure) {
            return (try CrashNotes(path: path, lanes: options.lanes, now: SystemClock.wallNow), nil)
        } catch {
            guard options.workDirectory == nil else {
                throw .cannotWrite(path: error.path, reason: error.reason)
            }
            return (nil, error.reason)
        }
    }

    private static var systemDirectory: String {
        func variable(_ name: String) -> String? {
            guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
            return unsafe String(cString: value)
        }
        // Of several directories systemd's first is ours.
        if let own = variable("STATE_DIRECTORY")?.split(separator: ":").first { return String(own) }
        return "\(variable("TMPDIR") ?? "/tmp")/weir-\(getuid())"
    }

    /// Tells what the last run crashed at.
    func tell(_ layout: Layout, _ known: [TopicPartition], _ report: (WorkerEvent) -> Void) {
        for suspect in suspects where suspect.isNew {
            let channel = suspect.place.channel
            let task: TopicPartition? =
                channel.isSource
                ? known.first { layout.channel(of: $0) == channel }
                : layout.stages.first { Layout.channel(of: $0.partition, $0.kind) == channel }?
                    .partition
            report(
                .crashFound(
                    task: task ?? TopicPartition("unknown", 0), offset: suspect.place.offset,
                    count: suspect.crashes))
        }
    }
}

extension Layout {
    /// Every partition of every stage.
    fileprivate var stages: [(partition: TopicPartition, kind: TaskKind)] {
        let profiles = 0..<Int32(profilePartitions)
        return profiles.map { (TopicPartition(visitors, $0), .visitors) }
            + profiles.map { (TopicPartition(journeys, $0), .journeys) }
            + (0..<Int32(poolPartitions)).map { (TopicPartition(facts, $0), .pool) }
    }
}

#if DEBUG
    extension WorkMark {
        /// Plants the defect that a test asks for: `PLANTED_TRAP="record|event|stage TOPIC PARTITION OFFSET"`.
        static func plant(_ layout: Layout) {
            guard let text = unsafe getenv("PLANTED_TRAP").map({ unsafe String(cString: $0) }) else { return }
            let parts = text.split(separator: " ").map(String.init)
            guard parts.count == 4, let number = Int32(parts[2]), let offset = Int64(parts[3]),
                let kind = layout.kind(of: parts[1]),
                let work = ["record": Work.record, "event": .event, "stage": .stage][parts[0]]
            else { preconditionFailure("PLANTED_TRAP is not understood: \(text)") }
            let channel = Layout.channel(of: TopicPartition(parts[1], number), kind)
            unsafe planted = (Place(channel, offset), work)
        }
    }
#endif
