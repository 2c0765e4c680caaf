internal import FoundationEssentials
internal import Operations

private let all = Option("all", .nothing, "prints all of them, as one JSON object by name")

/// `weir schema`: what goes in and out, as JSON Schema.
let schemaCommand = Command(
    "schema", "shows the JSON Schemas of inputs and outputs",
    help: """
        JSON Schema, draft 2020-12. Without a name it lists what there is. An input schema refuses what would be
        a dead letter; a bad value in a field that decides nothing is only ignored, so it may be anything there.
        `weir check` says more about a file, and needs no other program.

        Examples:
          weir schema
          weir schema purchases > purchases.schema.json
          weir schema --all | jq .metrics.properties.rates
        """,
    options: [all], others: "[NAME]"
) { invocation throws(CommandFailure) in
    let names = invocation.arguments.others
    let takesAll = invocation.arguments.isSet(all)
    guard names.count + (takesAll ? 1 : 0) <= 1 else {
        throw CommandFailure(
            .usage, "weir schema takes one name", advice: "for all of them: weir schema --all")
    }
    if takesAll {
        try invocation.console.print(Schema.object)
    } else if let name = names.first {
        try invocation.console.print(Schema.named(name).trimmed)
    } else {
        try invocation.console.print(Schema.list)
    }
    return .ok
}

extension Schema {
    /// Finds a schema; `purchases.json` and `budget_signals` will do, too.
    static func named(_ word: String) throws(CommandFailure) -> Schema {
        let plain = word.hasSuffix(".json") ? String(word.dropLast(5)) : word
        if let schema = all.first(where: { $0.name == plain.replacing("_", with: "-") }) { return schema }
        let near = Suggestion.nearest(to: plain, among: all.map(\.name))
        throw CommandFailure(
            .usage, "there is no schema \"\(word)\"",
            advice: near.map { "did you mean weir schema \($0)?" } ?? "weir schema lists what there is")
    }

    /// Without the line end, which printing adds.
    fileprivate var trimmed: String { text.hasSuffix("\n") ? String(text.dropLast()) : text }

    fileprivate static var list: String {
        let rows = all.map { schema in [schema.name, schema.title] }
        return TextTable(header: ["name", "what it describes"], rows: rows, leading: 2, apart: 0).text
    }

    fileprivate static var object: String {
        "{\n" + all.map { "\"\($0.name)\": \($0.trimmed)" }.joined(separator: ",\n") + "\n}"
    }

    private var title: String {
        struct Head: Decodable { var title: String }
        let head = try? JSONDecoder().decode(Head.self, from: Data(text.utf8))
        return (head?.title ?? "").replacing("Weir ", with: "")
    }
}
