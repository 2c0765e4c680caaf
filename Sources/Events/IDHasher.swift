public import Streaming

/// Turns ids into keyed 128-bit hashes, one name space per kind of id (SPEC 9).
///
/// The same key gives the same hashes on every worker and in `weir id`; without it an id cannot be guessed.
public struct IDHasher: Sendable {
    /// Stands in for an empty key: good for trials only, since everybody knows it.
    public static let trialKey = Array("weir: a fixed key, for trials only".utf8)

    private let customerSecret: [UInt8]
    private let anonymousSecret: [UInt8]
    private let guestSecret: [UInt8]
    private let campaignSecret: [UInt8]

    /// Derives a secret for every name space from the bytes of `id_key_file`; empty for `trialKey`.
    public init(key: [UInt8]) {
        func secret(_ nameSpace: String) -> [UInt8] {
            XXHash.secret(from: Array("weir/\(nameSpace)/".utf8) + (key.isEmpty ? Self.trialKey : key))
        }
        customerSecret = secret("customer")
        anonymousSecret = secret("anonymous")
        guestSecret = secret("guest")
        campaignSecret = secret("campaign")
    }

    /// The hash of a `customer_id`.
    public func customer(_ id: Span<UInt8>) -> Hash128 { hash(id, customerSecret) }

    /// The hash of an `anonymous_id`.
    public func anonymous(_ id: Span<UInt8>) -> Hash128 { hash(id, anonymousSecret) }

    /// The hash of a campaign's name, by which its cost reports are distributed.
    public func campaign(_ id: Span<UInt8>) -> Hash128 { hash(id, campaignSecret) }

    /// The name of a guest: stream and `event_id` (SPEC 2).
    public func guest(stream: Stream, idHash: UInt64) -> Hash128 {
        var name: InlineArray<9, UInt8> = .init(repeating: stream.rawValue)
        for index in 0..<8 { name[index] = UInt8(truncatingIfNeeded: idHash >> UInt64(8 * index)) }
        return hash(name.span, guestSecret)
    }

    private func hash(_ id: Span<UInt8>, _ secret: [UInt8]) -> Hash128 {
        let hash = XXHash.hash128(id, secret: secret)
        // 0 stands for "no id".
        return hash.isAbsent ? Hash128(high: 0, low: 1) : hash
    }
}
