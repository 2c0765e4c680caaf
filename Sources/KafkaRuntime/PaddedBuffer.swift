internal import Events
internal import Glibc

/// A record's bytes in a buffer of our own: the parser reads beyond their end, where a Kafka payload stops.
@safe final class PaddedBuffer {
    // Safe: owned here, freed in `deinit`, lent as long as the next copy is not made.
    private var bytes: UnsafeMutableRawPointer
    private var capacity = 1 << 16

    init() {
        unsafe bytes = .allocate(byteCount: capacity + Record.padding, alignment: 64)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Record.padding)
    }

    deinit { unsafe bytes.deallocate() }

    /// Copies a value; none is an empty one.
    func copy(_ value: UnsafeRawBufferPointer?) -> UnsafeRawBufferPointer {
        guard let value = unsafe value, let start = value.baseAddress else {
            return unsafe UnsafeRawBufferPointer(start: bytes, count: 0)
        }
        if value.count > capacity { grow(to: value.count) }
        unsafe memcpy(bytes, start, value.count)
        return unsafe UnsafeRawBufferPointer(start: bytes, count: value.count)
    }

    private func grow(to count: Int) {
        unsafe bytes.deallocate()
        capacity = count * 2
        unsafe bytes = .allocate(byteCount: capacity + Record.padding, alignment: 64)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Record.padding)
    }
}
