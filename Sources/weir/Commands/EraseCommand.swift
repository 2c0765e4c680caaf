internal import Glibc
internal import Kafka
internal import Operations

private let customer = Option("customer", .many("ID"), "a customer's id; - reads ids from standard input")
private let anonymous = Option("anonymous", .many("ID"), "a cookie's or device's id; - the same")

/// `weir erase`: has everything that is kept of a profile deleted.
let eraseCommand = Command(
    "erase", "has everything that Weir keeps of a profile deleted",
    help: """
        Writes one record per id to the topic topics.erasures, from where the running workers delete the
        profile, its state log included. Nothing that is printed holds an id; give ids on standard input, one
        per line, to keep them out of the shell's history and the list of processes.

        Examples:
          weir erase --config weir.yaml --customer - < ids.txt
          weir erase --config weir.yaml --anonymous cookie-7
        """,
    options: [customer, anonymous], takesKeys: true
) { invocation throws(CommandFailure) in
    let requests = try Erasure.all(in: invocation.arguments)
    let deployment = try invocation.configuration().deployment
    guard let topic = deployment.topics.erasures else {
        throw CommandFailure(
            .configuration, "topics.erasures names no topic, so no worker would hear of it",
            advice: "write topics: {erasures: erasures}, run weir topics apply, restart the workers")
    }
    let access = KafkaAccess(deployment, console: invocation.console)
    try send(requests, to: topic, access)
    try invocation.console.print("\(Figure.count(requests.count, "erasure")) written to \(topic)")
    return .ok
}

/// One profile to delete.
struct Erasure: Hashable {
    /// The longest id, as in events.
    static let longest = 256

    /// `customer_id` or `anonymous_id`.
    let field: String
    let id: String

    /// The record's value.
    var value: String { "{\"\(field)\":\(JSONLine.text(id))}" }

    fileprivate static func all(in arguments: Arguments) throws(CommandFailure) -> [Erasure] {
        let given = [("customer_id", customer), ("anonymous_id", anonymous)].map { field, option in
            (field: field, ids: arguments.values(of: option))
        }
        guard given.reduce(0, { $0 + $1.ids.count { $0 == "-" } }) <= 1 else {
            throw CommandFailure(.usage, "standard input can be read once", advice: "run weir erase twice")
        }
        var erasures: [Erasure] = []
        for (field, ids) in given {
            for id in ids {
                let lines = id == "-" ? standardInput() : [id]
                for line in lines { erasures.append(try Erasure(field, line)) }
            }
        }
        guard !erasures.isEmpty else {
            throw CommandFailure(
                .usage, "there is no id",
                advice: "name one: --customer ID, --anonymous ID, or - for standard input")
        }
        return erasures
    }

    init(_ field: String, _ id: String) throws(CommandFailure) {
        guard (1...Self.longest).contains(id.utf8.count) else {
            throw CommandFailure(
                .data, "an id has 1 to \(Self.longest) bytes", advice: "see the events' \(field)")
        }
        self.field = field
        self.id = id
    }

    /// The lines that are not empty.
    private static func standardInput() -> [String] {
        var lines: [String] = []
        while let line = readLine() {
            if !line.isEmpty { lines.append(line) }
        }
        return lines
    }
}

private func send(
    _ erasures: [Erasure], to topic: String, _ access: KafkaAccess
) throws(CommandFailure) {
    let admin = try access.admin()
    defer { _ = admin.close(timeout: 3_000) }
    guard try access.topics([topic], from: admin).first != nil else {
        throw CommandFailure(
            .unavailable, "the topic \(topic) is not there", advice: "create it: weir topics apply")
    }
    let producer = try access.producer()
    defer { _ = producer.close(timeout: 3_000) }
    do throws(KafkaError) {
        let destination = try producer.topic(topic)
        for erasure in erasures {
            try producer.send(
                to: destination, key: nil, value: Array(erasure.value.utf8), timestamp: Clock.now)
        }
        try producer.flush(timeout: 60_000)
    } catch { throw access.failure(error, topic: topic) }
    if let error = producer.takeDeliveryFailure() { throw access.failure(error, topic: topic) }
}
