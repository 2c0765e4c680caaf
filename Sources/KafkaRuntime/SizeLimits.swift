internal import Kafka

/// What topics take, as far as is known: a broker says what is too large only once it was sent.
struct SizeLimits {
    /// What the client itself lets pass.
    private let most: Int
    private var byTopic: [String: Int] = [:]

    /// A record without key, value and headers of its own, that says where another one stands, is never larger.
    static let bareRecord = 2_048

    init(most: Int) { self.most = most }

    /// The largest record that a topic takes: key, value and headers in bytes.
    subscript(_ topic: String) -> Int { byTopic[topic] ?? most }

    /// A record that was sent alone, and uncompressed, was refused.
    mutating func learn(_ refusal: Refusal) {
        byTopic[refusal.topic] = min(self[refusal.topic], refusal.size - 1)
    }
}

/// How many records a producer sends at once: a broker refuses a batch as a whole, and does not say which record of
/// it is too large.
///
/// After a refusal records go alone and uncompressed, until a transaction passes: then it is known which one it was.
/// Where none was, batches were too large for their topic, and become smaller.
struct Batches {
    private(set) var isSingle = false
    /// A single record was refused since records go alone.
    private var hasFound = false
    private var size = 1_000_000
    /// Whether the next producer is to be another one.
    var isChanged = false

    /// A batch was refused, or a record.
    mutating func refused() {
        hasFound = isSingle
        isSingle = true
    }

    /// A transaction was committed.
    mutating func passed() {
        guard isSingle else { return }
        if !hasFound { size = max(1, size / 8) }
        (isSingle, hasFound, isChanged) = (false, false, true)
    }

    /// What a producer needs for it; without a refusal nothing.
    var properties: [String: String] {
        guard !isSingle else { return ["batch.num.messages": "1", "compression.codec": "none"] }
        return size < 1_000_000 ? ["batch.size": String(size)] : [:]
    }
}
