internal import Marketing

extension CatalogueReader {
    /// Reads `channels`: an alias stands for one channel, and is no channel's own name.
    static func channels(_ reader: inout ValueReader, _ node: Node) -> [String: Catalogue.Channel] {
        let entries = reader.entries(node, "channels") ?? []
        let names = Set(entries.map(\.key))
        var owners: [String: String] = [:]
        var channels: [String: Catalogue.Channel] = [:]
        for entry in entries where checkName(&reader, entry, "channels", limit: 256) {
            let path = "channels.\(entry.key)"
            guard let fields = reader.fields(entry.value, path, known: ["online", "kind", "aliases"]) else {
                continue
            }
            var channel = Catalogue.Channel()
            channel.online = fields["online"].flatMap { reader.truth($0, "\(path).online") }
            let kinds = Catalogue.Channel.Kind.allCases.map { ($0.rawValue, $0) }
            channel.kind = fields["kind"].flatMap { reader.choice($0, "\(path).kind", among: kinds) }
            if let node = fields["aliases"] {
                channel.aliases = aliases(&reader, node, of: entry.key, beside: names, &owners)
            }
            channels[entry.key] = channel
        }
        return channels
    }

    private static func aliases(
        _ reader: inout ValueReader, _ node: Node, of channel: String, beside names: Set<String>,
        _ owners: inout [String: String]
    ) -> [String] {
        let path = "channels.\(channel).aliases"
        var aliases: [String] = []
        for item in reader.list(node, path, limit: 1_000) ?? [] {
            guard let alias = reader.text(item, path) else { continue }
            if names.contains(alias) {
                reader.report(
                    item, path, "\"\(alias)\" is a channel of its own; leave the alias or that channel out")
            } else if let owner = owners[alias] {
                reader.report(
                    item, path, "\"\(alias)\" is an alias of \"\(owner)\" already; leave one of them out")
            } else {
                owners[alias] = channel
                aliases.append(alias)
            }
        }
        return aliases
    }
}
