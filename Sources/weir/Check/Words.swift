internal import Events
internal import Marketing
internal import Streaming

/// The words that a field may have, for hints.
enum Words {
    /// The channels that a customer can leave (SPEC 2).
    static let leavable = ChurnRules.channels

    /// None where a field takes any text.
    static func of(_ field: InputField, _ stream: Stream) -> [String] {
        switch (field, stream) {
        case (.action, _): Action.allCases.map(\.name)
        case (.kind, .purchases): PurchaseKind.allCases.map(\.name)
        case (.kind, .unsubscribes): AnswerKind.allCases.map(\.name)
        case (.signal, _): BeaconSignal.allCases.map(\.name)
        case (.channel, .unsubscribes): leavable
        default: []
        }
    }
}
