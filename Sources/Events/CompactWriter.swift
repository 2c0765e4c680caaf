import Streaming

/// Writes one event into memory that is large enough for any.
@safe
struct CompactWriter {
    private typealias Layout = CompactEvent.Layout

    // Safe: `CompactEvent.append` made room for `largestSize` bytes, and no event takes more.
    private let start: UnsafeMutableRawPointer
    /// How many bytes were written.
    private(set) var count = 0

    init(_ buffer: UnsafeMutableRawBufferPointer) {
        guard buffer.count >= CompactEvent.largestSize, let start = buffer.baseAddress else {
            preconditionFailure("no room for an event")
        }
        unsafe self.start = start
    }

    mutating func write(_ event: Event, base: CompactEvent.Base, numbers: [UInt32]) {
        var layout = Layout(rawValue: UInt32(event.stream.rawValue))
        count = 4  // the layout goes there at the end
        byte(event.kind)
        varint(zigzag(event.time &- base.time))
        fixed(event.idHash)
        varint(zigzag(event.offset &- base.offset))
        varint(UInt64(event.partition))
        if event.ownTime != event.time {
            layout.insert(.ownTime)
            varint(zigzag(event.ownTime &- event.time))
        }
        if event.flags.rawValue != 0 {
            layout.insert(.flags)
            byte(event.flags.rawValue)
        }
        if event.consent.bits != 0 {
            layout.insert(.consent)
            byte(event.consent.bits)
        }
        if !event.customer.isAbsent {
            layout.insert(.customer)
            hash(event.customer)
        }
        if !event.anonymous.isAbsent {
            layout.insert(.anonymous)
            hash(event.anonymous)
        }
        writeStrings(event, &layout, numbers)
        writeNumbers(event, &layout)
        unsafe start.storeBytes(of: layout.rawValue.littleEndian, as: UInt32.self)
    }

    @inline(__always)
    private mutating func writeStrings(
        _ event: Event, _ layout: inout Layout, _ numbers: [UInt32]
    ) {
        name(event.pool, .pool, &layout, numbers)
        name(event.campaign, .campaign, &layout, numbers)
        name(event.channel, .channel, &layout, numbers)
        name(event.touchpoint, .touchpoint, &layout, numbers)
        name(event.device, .device, &layout, numbers)
        name(event.segment, .segment, &layout, numbers)
        name(event.category, .category, &layout, numbers)
        name(event.store, .store, &layout, numbers)
        name(event.zone, .zone, &layout, numbers)
        name(event.salesChannel, .salesChannel, &layout, numbers)
    }

    @inline(__always)
    private mutating func writeNumbers(_ event: Event, _ layout: inout Layout) {
        if event.count != 1 {
            layout.insert(.count)
            varint(zigzag(event.count))
        }
        if event.cost != 0 {
            layout.insert(.cost)
            varint(zigzag(event.cost))
        }
        if event.value != 0 {
            layout.insert(.value)
            varint(zigzag(event.value))
        }
        if event.margin != 0 {
            layout.insert(.margin)
            varint(zigzag(event.margin))
        }
        if event.reference != 0 {
            layout.insert(.reference)
            fixed(event.reference)
        }
        if event.promisedAt != 0 {
            layout.insert(.promisedAt)
            varint(zigzag(event.promisedAt &- event.time))
        }
        if event.sensor != .ble {
            layout.insert(.sensor)
            byte(event.sensor.rawValue)
        }
        if event.signalStrength != 0 {
            layout.insert(.signalStrength)
            varint(zigzag(Int64(event.signalStrength)))
        }
    }

    // MARK: Parts

    @inline(__always)
    private mutating func name(
        _ id: StringID, _ part: Layout, _ layout: inout Layout, _ numbers: [UInt32]
    ) {
        guard !id.isAbsent else { return }
        let number = numbers[id.index]
        precondition(number != 0, "the frame numbers an event's strings before the event is written")
        layout.insert(part)
        varint(UInt64(number))
    }

    @inline(__always)
    private mutating func byte(_ value: UInt8) {
        unsafe start.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    private mutating func fixed(_ value: UInt64) {
        unsafe start.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt64.self)
        count &+= 8
    }

    @inline(__always)
    private mutating func hash(_ value: Hash128) {
        fixed(value.low)
        fixed(value.high)
    }

    @inline(__always)
    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    private func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
}
