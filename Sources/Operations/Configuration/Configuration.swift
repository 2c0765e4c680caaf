internal import Events
internal import Marketing
internal import Streaming
public import Topology

/// Everything that was configured, checked: what decides numbers, and where and how it runs.
///
///     let configuration = try Configuration.load(file: "weir.yaml", environment: [:], flags: [])
///     let settings = configuration.settings
public struct Configuration: Sendable {
    /// What decides numbers, the catalogue and the digest included.
    public var settings = Settings()
    /// What decides numbers in churn and stores.
    public var valuation = Valuation()
    /// Where and how it runs.
    public var deployment = Deployment()
    /// Every key's value, with its place.
    let values: [String: Node]

    /// What a configuration is for.
    public enum Purpose: Sendable {
        /// Workers on Kafka: everything must fit together.
        case running
        /// A replay of files, which knows no idle partitions, commits and topics.
        case replaying
    }

    /// A key on the command line: `--lateness 1m` is `KeyFlag(path: "lateness", value: "1m")`.
    public struct KeyFlag: Hashable, Sendable {
        /// The key's path, or a map's entry (`rates.USD`).
        public let path: String
        /// The value as it was written.
        public let value: String

        /// Makes a flag.
        public init(path: String, value: String) {
            self.path = path
            self.value = value
        }
    }

    /// Reads the configuration: flags before environment before file before defaults.
    ///
    /// - Parameters:
    ///   - file: the configuration file's path, where there is one.
    ///   - environment: the environment; only `WEIR_…` is looked at.
    ///   - flags: the keys on the command line, in order.
    ///   - files: where files are read from.
    ///   - purpose: what it is for; what only matters on Kafka is no problem of a replay.
    /// - Returns: the configuration, checked.
    /// - Throws: all problems that there are.
    public static func load(
        file: String?, environment: [String: String], flags: [KeyFlag], files: FileSource = .machine,
        for purpose: Purpose = .running
    ) throws(Problems) -> Configuration {
        var layers = SettingLayers()
        var problems: [Problem] = []
        if let file {
            do throws(Problem) { layers.add(file: try read(file, from: files)) } catch {
                problems.append(error)
            }
        }
        layers.add(environment: environment)
        for flag in flags { layers.add(flag: flag.path, flag.value) }
        problems += layers.reader.problems
        let zones = ZoneSource(files: files)
        var reader = SettingReader(values: layers.values)
        let configuration = Configuration(&reader, files: files, zones: zones, purpose)
        problems += reader.reader.problems
        guard problems.isEmpty else { throw Problems(problems.inOrderOfPlace) }
        return configuration
    }

    private static func read(_ file: String, from files: FileSource) throws(Problem) -> Node {
        let origin = Origin.file(file)
        let bytes: [UInt8]
        do throws(FileFailure) { bytes = try files.read(file, FileSource.largestConfiguration) } catch {
            throw Problem(Place(origin: origin), error.reason)
        }
        return try YAMLText.parse(bytes, from: origin, isJSON: file.hasSuffix(".json"))
    }

    private init(
        _ reader: inout SettingReader, files: FileSource, zones: ZoneSource, _ purpose: Purpose
    ) {
        values = reader.values
        settings.events = .init(&reader)
        settings.journeys = .init(&reader)
        settings.windows = .init(&reader, zones: zones)
        settings.profilePartitions = reader.integer("partitions.profiles", in: 1...1_024)
        settings.poolPartitions = reader.integer("partitions.pools", in: 1...256)
        valuation = .init(&reader)
        settings.journeys.churn = valuation.rules(marginRate: settings.events.marginRate)
        deployment = .init(&reader)
        if purpose == .running { Combinations.check(&reader, settings.events, deployment) }
        settings.events.idKey = Self.idKey(&reader, files: files)
        if let catalogue = deployment.catalogue {
            do throws(Problems) {
                settings.catalogue = try CatalogueReader.load(file: catalogue, files: files)
            } catch { reader.reader.add(error.all) }
        }
        settings.digest = digest
    }

    private static func idKey(_ reader: inout SettingReader, files: FileSource) -> [UInt8] {
        guard let path = reader.optional("id_key_file", { $0.path($1) }), !path.isEmpty else { return [] }
        do throws(FileFailure) {
            let key = try files.read(path, FileSource.largestKey)
            if key.count < FileSource.smallestKey {
                reader.report(
                    "id_key_file",
                    "the key has fewer than \(FileSource.smallestKey) bytes; make one: openssl rand -hex 32")
            }
            return key
        } catch {
            reader.report("id_key_file", "\"\(path)\": \(error.reason)")
            return []
        }
    }

    /// Where a key's value comes from; nil where there is no such key.
    public func origin(of path: String) -> Origin? { values[path]?.place.origin }
}

extension [Problem] {
    /// Problems of one file in the order of its lines, files in the order in which they were read.
    var inOrderOfPlace: [Problem] {
        var order: [Origin: Int] = [:]
        for problem in self where order[problem.place.origin] == nil {
            order[problem.place.origin] = order.count
        }
        return enumerated().sorted { left, right in
            let (a, b) = (left.element.place, right.element.place)
            let (first, second) = (order[a.origin] ?? 0, order[b.origin] ?? 0)
            return (first, a.line, a.column, left.offset) < (second, b.line, b.column, right.offset)
        }.map(\.element)
    }
}
