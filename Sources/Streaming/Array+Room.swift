extension Array {
    /// Makes room for some more elements, in larger steps than `append` does.
    ///
    /// What grows for hours would be copied, into memory that is touched for the first time, at every doubling. Room
    /// that is not used yet is address space, not memory; so an array of 64 KiB or more grows eightfold, as long
    /// as the step stays within what every machine can promise.
    @inlinable
    public mutating func makeRoom(for more: Int) {
        guard count + more > capacity else { return }
        let bytes = count * MemoryLayout<Element>.stride
        guard bytes >= 1 << 16 else { return }
        reserveCapacity(Swift.max(count + more, bytes < 1 << 25 ? count * 8 : count * 2))
    }
}
