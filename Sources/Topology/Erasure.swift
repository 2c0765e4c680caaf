public import Streaming

/// A wish to forget somebody: what a record of the `erasures` topic says (SPEC 9).
///
/// It concerns all that came before its time. Ids are hashed as those of events are, so it finds their state
/// without naming anybody. Its bytes are one version byte, then the fields; several can stand behind each other.
public struct Erasure: Sendable, Equatable {
    /// Up to when everything is forgotten.
    public var time: Milliseconds
    /// The hash of the customer's id; absent where none is named.
    public var customer: Hash128
    /// The hash of the anonymous id; absent where none is named.
    public var anonymous: Hash128

    private static let version: UInt8 = 1

    /// Makes a wish.
    public init(time: Milliseconds, customer: Hash128 = .absent, anonymous: Hash128 = .absent) {
        self.time = time
        self.customer = customer
        self.anonymous = anonymous
    }

    /// Appends the wish.
    public func encode(to bytes: inout [UInt8]) {
        bytes.append(Self.version)
        bytes.appendSigned(time)
        bytes.appendHash(customer)
        bytes.appendHash(anonymous)
    }

    /// Reads what `encode` wrote; nil where it is malformed, and the reader is broken then.
    public init?(from reader: inout ByteReader) {
        if reader.byte() != Self.version { reader.fail() }
        time = reader.time()
        customer = reader.hash()
        anonymous = reader.hash()
        if reader.isBroken { return nil }
    }
}
