extension Action {
    /// The action's name in records.
    public var name: String { "\(self)" }
}

extension PurchaseKind {
    /// The kind's name in records.
    public var name: String { "\(self)" }
}

extension BeaconSignal {
    /// The signal's name in records.
    public var name: String { "\(self)" }
}

extension BeaconSensor {
    /// The sensor's name in records.
    public var name: String { "\(self)" }
}

extension AnswerKind {
    /// The kind's name in records.
    public var name: String {
        switch self {
        case .unsubscribe: "unsubscribe"
        case .notificationBlock: "notification_block"
        case .appUninstall: "app_uninstall"
        case .spamComplaint: "spam_complaint"
        case .loyaltyExit: "loyalty_exit"
        case .resubscribe: "resubscribe"
        }
    }
}

/// A short list of words, to be found by their bytes.
///
/// - Complexity: one load and as many comparisons of 64 bits as there are words.
struct WordList {
    private var heads: [UInt64] = []
    private var words: [[UInt8]] = []

    init(_ names: [String]) {
        for name in names {
            let word = Array(name.utf8)
            heads.append(Self.head(word.span))
            words.append(word)
        }
    }

    /// The place of a word in the list.
    func index(of word: Span<UInt8>) -> Int? {
        let head = Self.head(word)
        for index in heads.indices where heads[index] == head && isEqual(index, word) { return index }
        return nil
    }

    private func isEqual(_ index: Int, _ word: Span<UInt8>) -> Bool {
        guard words[index].count == word.count else { return false }
        for place in word.indices where words[index][place] != word[place] { return false }
        return true
    }

    private static func head(_ word: Span<UInt8>) -> UInt64 {
        var head: UInt64 = 0
        for index in 0..<min(8, word.count) { head |= UInt64(word[index]) << UInt64(8 * index) }
        return head
    }
}
