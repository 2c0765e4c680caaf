internal import Streaming

extension Deployment {
    /// What Weir sets itself, and what to set instead.
    private static let ownOptions: [String: String] = [
        "bootstrap.servers": "write kafka.bootstrap", "metadata.broker.list": "write kafka.bootstrap",
        "group.id": "it is made of application",
        "group.instance.id": "it is made of application and instance",
        "transactional.id": "it is made of application and instance",
        "client.id": "it is made of application and instance",
        "isolation.level": "it follows from delivery", "enable.idempotence": "it follows from delivery",
        "acks": "it follows from delivery", "request.required.acks": "it follows from delivery",
        "enable.auto.commit": "Weir commits with its transactions",
        "enable.auto.offset.store": "Weir commits with its transactions",
        "auto.offset.reset": "Weir assigns explicit offsets",
        "enable.partition.eof": "Weir has to see where partitions end",
        "transaction.timeout.ms": "it follows from commit_interval",
        "partitioner": "Weir chooses partitions", "partition.assignment.strategy": "Weir chooses it",
    ]

    /// Reads the settings, and the files that options of Kafka name.
    init(_ settings: inout SettingReader, files: FileSource = .machine) {
        self.init()
        readKafka(&settings, files)
        application = Self.name(&settings, "application", limit: 100)
        instance = settings.optional("instance") { Self.name(&$0, $1, limit: 100) }
        lanes = settings.integer("lanes", in: 1...256)
        topics = Topics(&settings)
        delivery = Self.choice(&settings, "delivery") ?? .exactlyOnce
        commitInterval = settings.duration("commit_interval", in: 10...(10 * .second))
        maxLead = settings.duration("max_lead", in: .second...(7 * .day))
        memoryLimit = settings.optional("memory_limit", Self.size)
        catalogue = settings.optional("catalogue") { $0.path($1) }
        if settings.node("idle_timeout").isWord("never") {
            idleTimeout = nil
        } else {
            idleTimeout = settings.duration("idle_timeout", in: .second...(.day))
        }
        log.format = Self.choice(&settings, "log.format") ?? .auto
        log.level = Self.choice(&settings, "log.level") ?? .info
    }

    private mutating func readKafka(_ settings: inout SettingReader, _ files: FileSource) {
        bootstrap = settings.text("kafka.bootstrap", limit: 4_096)
        for broker in bootstrap.split(separator: ",", omittingEmptySubsequences: false)
        where !Self.isBroker(broker.trimmed) {
            settings.report("kafka.bootstrap", "not a list of brokers; write host:port,host:port")
            break
        }
        let entries = settings.entries("kafka.options")
        for entry in entries {
            let name = "kafka.options.\(entry.key)"
            let option = Self.optionFromFile(entry.key) ?? entry.key
            if let reason = Self.ownOptions[option] {
                settings.reader.report(
                    entry.place, "\(name): Weir sets this itself: \(reason); leave it out")
            } else if option != entry.key, entries.contains(where: { $0.key == option }) {
                settings.reader.report(entry.place, "\(name): \(option) is given, too; leave one of them out")
            } else if let text = entry.value.scalarText, !entry.value.isNull {
                options[option] = option == entry.key ? text : Self.secret(entry, &settings, files)
            } else {
                settings.reader.report(entry.value, name, "\(entry.value.kind) is not a word or a number")
            }
        }
    }

    /// The largest value of an option that a file holds: a chain of certificates fits.
    private static let largestOption = 1 << 16

    /// The option whose value stands in the file that `NAME.file` names; nil where it is no such key.
    ///
    /// Newer versions of librdkafka have options of their own that end like this.
    private static func optionFromFile(_ key: String) -> String? {
        guard key.hasSuffix(".file"), key.count > 5, !key.hasPrefix("sasl.oauthbearer.assertion") else {
            return nil
        }
        return String(key.dropLast(5))
    }

    /// What the file holds, without a line feed at its end.
    ///
    /// No message repeats any of it.
    private static func secret(
        _ entry: Node.Entry, _ settings: inout SettingReader, _ files: FileSource
    ) -> String {
        let name = "kafka.options.\(entry.key)"
        var path = entry.value.scalarText ?? ""
        if case .file(let file) = entry.value.place.origin, !path.hasPrefix("/"),
            let slash = file.lastIndex(of: "/")
        {
            path = String(file[...slash]) + path
        }
        do throws(FileFailure) {
            var bytes = try files.read(path, largestOption)[...]
            if bytes.last == 0x0A { bytes.removeLast() }
            if bytes.last == 0x0D { bytes.removeLast() }
            guard !bytes.isEmpty, !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self)
            else {
                settings.reader.report(entry.value, name, "the file holds no text; write the value into it")
                return ""
            }
            return text
        } catch {
            settings.reader.report(entry.value, name, error.reason)
            return ""
        }
    }

    private static func isBroker(_ text: String) -> Bool {
        let address = text.split(separator: "://").last.map(String.init) ?? ""
        guard !address.isEmpty, !address.contains(where: \.isWhitespace) else { return false }
        if address.hasSuffix("]") { return true }
        guard let colon = address.lastIndex(of: ":") else { return true }
        let port = Int(address[address.index(after: colon)...])
        return colon > address.startIndex && (1...65_535).contains(port ?? 0)
    }

    /// A name that may be part of a topic's name.
    static func name(_ settings: inout SettingReader, _ path: String, limit: Int) -> String {
        let text = settings.text(path, limit: limit)
        if !text.isEmpty, !isTopicName(text) {
            settings.report(path, "only letters, digits, \".\", \"_\" and \"-\" are possible")
        }
        return text
    }

    static func isTopicName(_ text: String) -> Bool {
        text != "." && text != ".."
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            }
    }

    private static func choice<Value: RawRepresentable & CaseIterable>(
        _ settings: inout SettingReader, _ path: String
    ) -> Value? where Value.RawValue == String {
        settings.reader.choice(settings.node(path), path, among: Value.allCases.map { ($0.rawValue, $0) })
    }

    private static func size(_ settings: inout SettingReader, _ path: String) -> Int {
        guard let text = settings.node(path).scalarText, let size = SizeText.parse(text) else {
            settings.report(path, "not an amount of memory; write it like 512MiB or 4GiB")
            return 0
        }
        if size < 64 << 20 { settings.report(path, "too little to work with; write at least 64MiB") }
        return size
    }
}

extension Deployment.Topics {
    /// Reads the names.
    init(_ settings: inout SettingReader) {
        self.init()
        func inputs(_ path: String) -> [String] {
            settings.optional(path) { settings, path in
                let node = settings.node(path)
                guard case .scalar = node.content else { return settings.texts(path, limit: 100) }
                return [settings.text(path, limit: 249)]
            } ?? []
        }
        clicks = inputs("topics.clicks")
        purchases = inputs("topics.purchases")
        beacons = inputs("topics.beacons")
        unsubscribes = inputs("topics.unsubscribes")
        campaigns = settings.optional("topics.campaigns") { $0.text($1, limit: 249) }
        erasures = settings.optional("topics.erasures") { $0.text($1, limit: 249) }
        metrics = settings.text("topics.metrics", limit: 249)
        alerts = settings.text("topics.alerts", limit: 249)
        budgetSignals = settings.text("topics.budget_signals", limit: 249)
        offers = settings.text("topics.offers", limit: 249)
        late = settings.text("topics.late", limit: 249)
        dead = settings.text("topics.dead", limit: 249)
    }

    /// Every name with the key that gives it.
    var named: [(path: String, name: String)] {
        let inputs = [
            ("topics.clicks", clicks), ("topics.purchases", purchases), ("topics.beacons", beacons),
            ("topics.unsubscribes", unsubscribes), ("topics.campaigns", campaigns.map { [$0] } ?? []),
            ("topics.erasures", erasures.map { [$0] } ?? []),
        ]
        let outputs = [
            ("topics.metrics", metrics), ("topics.alerts", alerts), ("topics.budget_signals", budgetSignals),
            ("topics.offers", offers), ("topics.late", late), ("topics.dead", dead),
        ]
        return inputs.flatMap { path, names in names.map { (path, $0) } } + outputs
    }
}
