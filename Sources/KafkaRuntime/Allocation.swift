internal import CMalloc

/// How the process gets its memory.
enum Allocation {
    /// Keeps large blocks once the system has given them.
    ///
    /// By default glibc maps every block above some hundred kilobytes anew, and gives it back when it is freed:
    /// the buffers of every round and commit would be cleared, page by page, again and again (an eighth of a
    /// worker's time).
    static func keepLargeBlocks() {
        let largest: Int32 = 32 << 20
        mallopt(M_MMAP_THRESHOLD, largest)
        mallopt(M_TRIM_THRESHOLD, 8 * largest)
        mallopt(M_TOP_PAD, largest / 8)
    }
}
