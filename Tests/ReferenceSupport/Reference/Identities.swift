/// Whose an event is.
enum ProfileName: Hashable, Sendable {
    case customer(Text)
    case anonymous(Text)
}

/// Within what an identity is known.
enum IdentityScope: Hashable, Sendable {
    case profile(ProfileName)
    /// "Cost reports: within the campaign".
    case campaign(Text)
    /// A guest "keeps nothing but that name for `dedup_window`".
    case guest
}

/// By what an event is known.
enum Identity: Hashable, Sendable {
    /// "Stream and `event_id`", the latter "compared by its XXH64".
    case event(PlainStream, UInt64)
    /// "For orders and deliveries (not refunds) `order_id` + `kind` is a second identity".
    case order(Text, PlainPurchase.Kind)
}

/// The first sights of all known events and orders.
struct Identities {
    private var sights: [IdentityScope: [Identity: Int64]] = [:]
    let config: ReferenceConfig

    init(_ config: ReferenceConfig) {
        self.config = config
    }

    /// Whether it has been seen there within its window.
    ///
    /// "24 h (`dedup_window`, inclusive) from the first sight. For orders … for `refund_window`".
    func knows(_ identity: Identity, in scope: IdentityScope, at time: Int64) -> Bool {
        guard let first = sights[scope]?[identity] else { return false }
        return time - first <= window(of: identity)
    }

    private func window(of identity: Identity) -> Int64 {
        switch identity {
        case .event: config.dedupWindow
        case .order: config.refundWindow
        }
    }

    mutating func remember(_ identity: Identity, in scope: IdentityScope, at time: Int64) {
        sights[scope, default: [:]][identity] = time
    }

    /// At a link "known event and order ids join"; of two sights of the same the later wins.
    mutating func join(_ anonymous: Text, into customer: Text) {
        let known = sights[.profile(.anonymous(anonymous))] ?? [:]
        sights[.profile(.customer(customer)), default: [:]].merge(known) { max($0, $1) }
    }

    mutating func forget(_ name: ProfileName) {
        sights[.profile(name)] = nil
    }
}
