/// How large a frame becomes before another one is begun: far below what Kafka takes (8 MiB), for the last event may
/// bring much.
enum FrameSize {
    /// Of events or sums.
    static let bytes = 1 << 20
    /// Of names, which have up to 256 bytes each.
    static let names = 1 << 12
}
