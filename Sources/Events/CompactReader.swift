import Mathematics
import Streaming

/// Reads one event from memory that is as long as the longest.
///
/// A value that `EventDecoder` could not have made is malformed, so that nothing behind can overflow by it.
@safe
struct CompactReader {
    private typealias Layout = CompactEvent.Layout

    // Safe: `CompactEvent.decode` lends at least `largestSize` bytes, and no event takes more: every varint
    // ends after ten bytes.
    private let start: UnsafeRawPointer
    /// How many bytes were read.
    private(set) var count = 0
    private var isSound = true

    init(_ buffer: UnsafeRawBufferPointer) {
        guard buffer.count >= CompactEvent.largestSize, let start = buffer.baseAddress else {
            preconditionFailure("fewer bytes than an event may take")
        }
        unsafe self.start = start
    }

    mutating func read(into event: inout Event, base: CompactEvent.Base, names: [StringID]) -> Bool {
        let layout = Layout(rawValue: unsafe UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
        guard layout.rawValue & ~Layout.known == 0,
            let stream = Stream(rawValue: UInt8(truncatingIfNeeded: layout.rawValue & 3))
        else { return false }
        count = 4
        event = Event()
        event.stream = stream
        event.kind = byte()
        event.time = instant(base.time &+ signed())
        event.idHash = fixed()
        event.offset = base.offset &+ signed()
        event.partition = small()
        event.ownTime = event.time
        if layout.contains(.ownTime) { event.ownTime = instant(event.time &+ signed()) }
        if layout.contains(.flags) { event.flags = Event.Flags(rawValue: byte()) }
        if layout.contains(.consent) { event.consent = Consent(bits: byte()) }
        if layout.contains(.customer) { event.customer = hash() }
        if layout.contains(.anonymous) { event.anonymous = hash() }
        readStrings(&event, layout, names)
        readNumbers(&event, layout)
        let isConsent = event.consent.bits & 0x88 == 0 && event.consent.bits >> 4 & ~event.consent.bits == 0
        return isSound && isConsent && Self.isKind(event.kind, of: stream) && event.flags.rawValue < 128
    }

    @inline(__always)
    private mutating func readStrings(_ event: inout Event, _ layout: Layout, _ names: [StringID]) {
        if layout.contains(.pool) { event.pool = name(names) }
        if layout.contains(.campaign) { event.campaign = name(names) }
        if layout.contains(.channel) { event.channel = name(names) }
        if layout.contains(.touchpoint) { event.touchpoint = name(names) }
        if layout.contains(.device) { event.device = name(names) }
        if layout.contains(.segment) { event.segment = name(names) }
        if layout.contains(.category) { event.category = name(names) }
        if layout.contains(.store) { event.store = name(names) }
        if layout.contains(.zone) { event.zone = name(names) }
        if layout.contains(.salesChannel) { event.salesChannel = name(names) }
    }

    @inline(__always)
    private mutating func readNumbers(_ event: inout Event, _ layout: Layout) {
        if layout.contains(.count) { event.count = signed(in: 1...EventDecoder.largestCount) }
        if layout.contains(.cost) { event.cost = signed(in: -Money.largest...Money.largest) }
        if layout.contains(.value) { event.value = signed(in: -Money.largest...Money.largest) }
        if layout.contains(.margin) { event.margin = signed(in: -Money.largest...Money.largest) }
        if layout.contains(.reference) { event.reference = fixed() }
        if layout.contains(.promisedAt) { event.promisedAt = instant(event.time &+ signed()) }
        if layout.contains(.sensor) {
            let sensor = BeaconSensor(rawValue: byte())
            if sensor == nil { isSound = false }
            event.sensor = sensor ?? .ble
        }
        if layout.contains(.signalStrength) {
            event.signalStrength = Int16(
                truncatingIfNeeded: signed(in: Int64(Int16.min)...Int64(Int16.max)))
        }
    }

    private static func isKind(_ kind: UInt8, of stream: Stream) -> Bool {
        switch stream {
        case .clicks: kind <= Action.cost.rawValue
        case .beacons: kind <= BeaconSignal.tap.rawValue
        case .purchases: kind <= PurchaseKind.delivery.rawValue
        case .unsubscribes: kind <= AnswerKind.resubscribe.rawValue
        }
    }

    // MARK: Parts

    @inline(__always)
    private mutating func byte() -> UInt8 {
        let value = unsafe start.load(fromByteOffset: count, as: UInt8.self)
        count &+= 1
        return value
    }

    @inline(__always)
    private mutating func fixed() -> UInt64 {
        let value = unsafe start.loadUnaligned(fromByteOffset: count, as: UInt64.self)
        count &+= 8
        return UInt64(littleEndian: value)
    }

    @inline(__always)
    private mutating func hash() -> Hash128 {
        let low = fixed()
        return Hash128(high: fixed(), low: low)
    }

    @inline(__always)
    private mutating func varint() -> UInt64 {
        let first = byte()
        return first < 0x80 ? UInt64(first) : longVarint(UInt64(first & 0x7f))
    }

    /// The rest of a varint of more than one byte.
    private mutating func longVarint(_ first: UInt64) -> UInt64 {
        var value = first
        var shift: UInt64 = 7
        while shift < 70 {
            let next = byte()
            value |= UInt64(next & 0x7f) &<< shift
            if next < 0x80 {
                if shift == 63, next > 1 { isSound = false }
                return value
            }
            shift &+= 7
        }
        isSound = false
        return value
    }

    @inline(__always)
    private mutating func signed() -> Int64 {
        let value = varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    @inline(__always)
    private mutating func signed(in range: ClosedRange<Int64>) -> Int64 {
        let value = signed()
        if !range.contains(value) { isSound = false }
        return value
    }

    @inline(__always)
    private mutating func small() -> UInt32 {
        let value = varint()
        if value > UInt64(UInt32.max) { isSound = false }
        return UInt32(truncatingIfNeeded: value)
    }

    @inline(__always)
    private mutating func instant(_ time: Milliseconds) -> Milliseconds {
        // Wider than what records may say, since late money counts at newest − lateness.
        if time < 2 * Timestamp.first || time > 2 * Timestamp.latest { isSound = false }
        return time
    }

    @inline(__always)
    private mutating func name(_ names: [StringID]) -> StringID {
        let number = varint()
        guard number > 0, number < UInt64(names.count) else {
            isSound = false
            return .absent
        }
        return names[Int(truncatingIfNeeded: number)]
    }
}
