public import Streaming

/// The binary form in which events travel between stages (DESIGN, "The way of an event").
///
/// Strings are written as numbers that the frame hands out; time and offset as differences from the frame's
/// base; what is absent takes one bit. A click takes 30 to 60 bytes.
///
///     event.forEachString { id in … }                          // the frame numbers what it has not met yet
///     CompactEvent.append(event, base: base, numbers: numbers, to: &frame)
///     …
///     while position < end, CompactEvent.decode(bytes, at: &position, base: base, names: names, into: &event) {
///         …
///     }
///
/// What `EventDecoder` made comes back exactly. `decode` is safe on any bytes, and believes no value that
/// `EventDecoder` could not have made.
public enum CompactEvent {
    /// The most bytes that one event takes, however its numbers are written.
    public static let largestSize = 320

    /// What the events of a frame have in common.
    public struct Base: Equatable, Sendable {
        /// A time close to that of most events.
        public var time: Milliseconds
        /// An offset close to that of most events.
        public var offset: Int64

        /// Makes a base.
        @inlinable
        public init(time: Milliseconds, offset: Int64) {
            self.time = time
            self.offset = offset
        }
    }

    /// What is there besides stream, kind, time, `idHash`, offset and partition: one bit each.
    ///
    /// The order of the bits is the order of the fields. Bits 0 and 1 hold the stream.
    struct Layout: OptionSet {
        var rawValue: UInt32

        static let ownTime = Layout(rawValue: 1 << 2)
        static let flags = Layout(rawValue: 1 << 3)
        static let consent = Layout(rawValue: 1 << 4)
        static let customer = Layout(rawValue: 1 << 5)
        static let anonymous = Layout(rawValue: 1 << 6)
        static let pool = Layout(rawValue: 1 << 7)
        static let campaign = Layout(rawValue: 1 << 8)
        static let channel = Layout(rawValue: 1 << 9)
        static let touchpoint = Layout(rawValue: 1 << 10)
        static let device = Layout(rawValue: 1 << 11)
        static let segment = Layout(rawValue: 1 << 12)
        static let category = Layout(rawValue: 1 << 13)
        static let store = Layout(rawValue: 1 << 14)
        static let zone = Layout(rawValue: 1 << 15)
        static let salesChannel = Layout(rawValue: 1 << 16)
        static let count = Layout(rawValue: 1 << 17)
        static let cost = Layout(rawValue: 1 << 18)
        static let value = Layout(rawValue: 1 << 19)
        static let margin = Layout(rawValue: 1 << 20)
        static let reference = Layout(rawValue: 1 << 21)
        static let promisedAt = Layout(rawValue: 1 << 22)
        static let sensor = Layout(rawValue: 1 << 23)
        static let signalStrength = Layout(rawValue: 1 << 24)

        /// The bits that mean something.
        static let known: UInt32 = (1 << 25) - 1
    }

    /// Appends an event.
    ///
    /// - Parameters:
    ///   - event: as `EventDecoder` or `decode` made it.
    ///   - base: that of the frame.
    ///   - numbers: the frame's number, from 1, of each string of the event, at the index of its `StringID`.
    ///   - bytes: grows by at most `largestSize`.
    public static func append(
        _ event: Event, base: Base, numbers: [UInt32], to bytes: inout [UInt8]
    ) {
        bytes.append(addingCapacity: largestSize) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                // Safe: the writer stays within the room made here.
                var writer = unsafe CompactWriter(UnsafeMutableRawBufferPointer(buffer))
                writer.write(event, base: base, numbers: numbers)
                count = writer.count
            }
        }
    }

    /// Reads the event that begins at a position, and moves the position behind it.
    ///
    /// - Parameters:
    ///   - bytes: any bytes.
    ///   - position: where the event begins; unchanged where there is none.
    ///   - base: that of the frame.
    ///   - names: the receiver's numbers of the frame's strings; the frame's number n is at index n, index 0 is
    ///     not used.
    ///   - event: overwritten in whole.
    /// - Returns: false where the bytes are malformed; the event then means nothing.
    public static func decode(
        _ bytes: Span<UInt8>, at position: inout Int, base: Base, names: [StringID], into event: inout Event
    ) -> Bool {
        guard position >= 0, position < bytes.count else { return false }
        let rest = bytes.count - position
        let size = unsafe bytes.withUnsafeBytes { buffer in
            // Safe: the reader stays within `largestSize` bytes; where there are fewer, it reads from a copy.
            let start = unsafe UnsafeRawBufferPointer(rebasing: buffer[position...])
            if rest >= largestSize { return unsafe read(start, base, names, &event) }
            return unsafe withUnsafeTemporaryAllocation(byteCount: largestSize, alignment: 8) { copy in
                unsafe copy.initializeMemory(as: UInt8.self, repeating: 0)
                unsafe copy.copyMemory(from: start)
                return unsafe read(UnsafeRawBufferPointer(copy), base, names, &event)
            }
        }
        guard let size, size <= rest else { return false }
        position += size
        return true
    }

    private static func read(
        _ bytes: UnsafeRawBufferPointer, _ base: Base, _ names: [StringID], _ event: inout Event
    ) -> Int? {
        var reader = unsafe CompactReader(bytes)
        return reader.read(into: &event, base: base, names: names) ? reader.count : nil
    }
}

extension Event {
    /// Calls `body` with the number of each string of the event, in a fixed order.
    @inlinable
    public func forEachString(_ body: (StringID) -> Void) {
        if !pool.isAbsent { body(pool) }
        if !campaign.isAbsent { body(campaign) }
        if !channel.isAbsent { body(channel) }
        if !touchpoint.isAbsent { body(touchpoint) }
        if !device.isAbsent { body(device) }
        if !segment.isAbsent { body(segment) }
        if !category.isAbsent { body(category) }
        if !store.isAbsent { body(store) }
        if !zone.isAbsent { body(zone) }
        if !salesChannel.isAbsent { body(salesChannel) }
    }
}
