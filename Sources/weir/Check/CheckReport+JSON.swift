internal import Events
internal import Streaming

extension CheckReport {
    /// The same for machines, on one line.
    var json: String {
        JSONLine.text(
            Document(
                ok: isGood, streams: findings.map { Document.Part($0) }, meeting: Document.Meeting(findings)))
    }
}

// Members are named as they are written.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct Document: Encodable {
    let ok: Bool
    let streams: [Part]
    let meeting: Meeting?

    struct Part: Encodable {
        let stream: String
        let guessed_by: [String]?
        let files: [File]
        let lines, events, dead: Int
        let problems: [Problem]
        let ignored, unknown: [Name]
        let time: Range?
        let late: Int
        let ids: Ids
        let repeated: Repeated
    }

    struct File: Encodable {
        let file: String
        let lines: Int
    }

    struct Problem: Encodable {
        let code: String
        let field, cause: String?
        let lines: Int
        let first: Place
        let example, hint: String
        let values: [String: Int]?
    }

    struct Place: Encodable {
        let file: String
        let line: Int
    }

    struct Name: Encodable {
        let name: String
        let lines: Int
        var likely: String?
    }

    struct Range: Encodable {
        let from, to: String
    }

    struct Ids: Encodable {
        let events, customer, anonymous, both, none, addresses: Int
    }

    struct Repeated: Encodable {
        let event_id, order_id: Int
        let complete: Bool
    }

    /// Which part of those that buy also click.
    struct Meeting: Encodable {
        let customer_id, anonymous_id: Double?
    }
}

extension Document.Part {
    init(_ found: StreamFindings) {
        stream = found.stream.name
        guessed_by = found.guessedBy
        files = found.files.map { .init(file: $0.path, lines: $0.lines) }
        lines = found.lines
        events = found.decoded
        dead = found.lines - found.decoded
        problems = found.sortedProblems.map { kind, problem in
            .init(
                code: kind.code.name, field: kind.field?.name, cause: kind.cause?.rawValue,
                lines: problem.count, first: .init(file: problem.file, line: problem.line),
                example: problem.example, hint: found.hint(kind, problem),
                values: problem.values.isEmpty ? nil : problem.values)
        }
        ignored = found.ignored.map { .init(name: $0.field.name, lines: $0.count) }
        unknown = found.unknownNames.map {
            .init(name: $0.name, lines: $0.count, likely: $0.likely?.name)
        }
        time = found.time.map {
            .init(from: Figure.time($0.lowerBound), to: Figure.time($0.upperBound))
        }
        late = found.late
        let people = found.people
        ids = .init(
            events: people.all, customer: people.customers, anonymous: people.anonymous, both: people.both,
            none: people.none, addresses: people.addresses)
        repeated = .init(
            event_id: found.repeatedEvents, order_id: found.repeatedOrders, complete: !found.hasForgotten)
    }
}

extension Document.Meeting {
    init?(_ findings: [StreamFindings]) {
        guard let buyers = findings.first(where: { $0.stream == .purchases })?.people,
            let seen = findings.first(where: { $0.stream == .clicks })?.people
        else { return nil }
        customer_id = buyers.customerSample.share(in: seen.customerSample)
        anonymous_id = buyers.anonymousSample.share(in: seen.anonymousSample)
    }
}
