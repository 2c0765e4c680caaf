public import Marketing

/// Reads the catalogue: the file, and single campaigns of the `campaigns` topic (SPEC 2).
public enum CatalogueReader {
    /// Reads a catalogue file, JSON or YAML.
    ///
    /// - Parameters:
    ///   - file: the file's path.
    ///   - files: where files are read from.
    /// - Returns: the catalogue.
    /// - Throws: all problems that there are, with their places.
    public static func load(file: String, files: FileSource = .machine) throws(Problems) -> Catalogue {
        let origin = Origin.file(file)
        let bytes: [UInt8]
        do throws(FileFailure) { bytes = try files.read(file, FileSource.largestCatalogue) } catch {
            throw Problems([Problem(Place(origin: origin), error.reason)])
        }
        return try parse(bytes, from: origin, isJSON: file.hasSuffix(".json"))
    }

    /// Reads a catalogue's text.
    ///
    /// - Parameters:
    ///   - bytes: the text, JSON or YAML.
    ///   - origin: what messages call it.
    ///   - isJSON: whether YAML's liberties are refused.
    /// - Returns: the catalogue.
    /// - Throws: all problems that there are, with their places.
    public static func parse(
        _ bytes: [UInt8], from origin: Origin, isJSON: Bool = false
    ) throws(Problems) -> Catalogue {
        let root: Node
        do throws(Problem) { root = try YAMLText.parse(bytes, from: origin, isJSON: isJSON) } catch {
            throw Problems([error])
        }
        var reader = ValueReader()
        let catalogue = catalogue(&reader, root)
        guard reader.problems.isEmpty else { throw Problems(reader.problems.inOrderOfPlace) }
        return catalogue
    }

    /// Reads one campaign's object, as records of the `campaigns` topic hold it.
    ///
    /// - Parameters:
    ///   - json: the object's text.
    ///   - aliases: from `aliases(of:)` of the catalogue file.
    /// - Returns: the campaign.
    /// - Throws: all problems that there are; their places are in `record`.
    public static func campaign(
        json: [UInt8], aliases: [String: String]
    ) throws(Problems) -> Catalogue.Campaign {
        let node: Node
        do throws(Problem) { node = try YAMLText.parse(json, from: .file("record"), isJSON: true) } catch {
            throw Problems([error])
        }
        var reader = ValueReader()
        let campaign = campaign(&reader, node, "", aliases: aliases)
        guard reader.problems.isEmpty, let campaign else {
            throw Problems(reader.problems.inOrderOfPlace)
        }
        return campaign
    }

    /// The own name of a channel by each of its aliases.
    public static func aliases(of catalogue: Catalogue) -> [String: String] {
        var aliases: [String: String] = [:]
        for (name, channel) in catalogue.channels {
            for alias in channel.aliases { aliases[alias] = name }
        }
        return aliases
    }

    private static func catalogue(_ reader: inout ValueReader, _ root: Node) -> Catalogue {
        var catalogue = Catalogue()
        guard let fields = reader.fields(root, "", known: ["campaigns", "channels", "pools"]) else {
            return catalogue
        }
        if let node = fields["channels"] { catalogue.channels = channels(&reader, node) }
        let aliases = aliases(of: catalogue)
        for entry in fields["campaigns"].flatMap({ reader.entries($0, "campaigns") }) ?? [] {
            guard checkName(&reader, entry, "campaigns", limit: 128) else { continue }
            catalogue.campaigns[entry.key] = campaign(
                &reader, entry.value, "campaigns.\(entry.key)", aliases: aliases)
        }
        for entry in fields["pools"].flatMap({ reader.entries($0, "pools") }) ?? [] {
            guard checkName(&reader, entry, "pools", limit: 256) else { continue }
            catalogue.pools[entry.key] = pool(&reader, entry.value, "pools.\(entry.key)")
        }
        return catalogue
    }

    static func checkName(
        _ reader: inout ValueReader, _ entry: Node.Entry, _ group: String, limit: Int
    ) -> Bool {
        guard (1...limit).contains(entry.key.utf8.count) else {
            reader.report(entry.place, "\(group): a name has 1 to \(limit) bytes")
            return false
        }
        return true
    }

    private static func pool(_ reader: inout ValueReader, _ node: Node, _ path: String) -> Catalogue.Pool {
        var pool = Catalogue.Pool()
        guard let fields = reader.fields(node, path, known: ["amount", "period", "target"]) else {
            return pool
        }
        if fields["amount"] != nil || fields["period"] != nil {
            pool.budget = budget(&reader, node, fields, path)
        }
        pool.target = fields["target"].flatMap { target(&reader, $0, "\(path).target") }
        return pool
    }
}
