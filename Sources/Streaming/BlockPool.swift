/// Where one short list stands in a `BlockPool`: 8 bytes in its owner.
public struct Block: Hashable, Sendable {
    /// The index of the first element.
    public fileprivate(set) var start: UInt32 = 0
    /// How many elements there are.
    public fileprivate(set) var count: UInt32 = 0

    /// An empty list.
    public init() {}

    /// Whether there is nothing in it.
    @inlinable public var isEmpty: Bool { count == 0 }
}

/// Millions of short lists in one array: each a block of a power of two, freed blocks are used again.
///
/// Made for the lists of a profile (touches, ids, orders): an append is a store, and no list is an object of
/// its own. A capacity follows from the count (the next power of two, at least the pool's), so it takes no memory.
public struct BlockPool<Element: Sendable>: Sendable {
    /// The elements of all blocks.
    public private(set) var elements: [Element] = []
    private var free: [[UInt32]] = Array(repeating: [], count: 32)
    private let filler: Element
    private let least: Int

    /// Makes an empty pool.
    ///
    /// - Parameters:
    ///   - filler: stands where no element is.
    ///   - least: the smallest block is 2^least elements: less to copy where lists are never that short.
    public init(filler: Element, least: Int = 0) {
        self.filler = filler
        self.least = least
    }

    /// An element of a list.
    @inlinable
    public subscript(block: Block, index: Int) -> Element {
        get { elements[Int(block.start) + index] }
        set { set(newValue, at: Int(block.start) + index) }
    }

    /// Appends to a list.
    public mutating func append(_ element: Element, to block: inout Block) {
        if block.count == 0 {
            block.start = take(class: least)
        } else if block.count & (block.count - 1) == 0, Int(block.count) >> least > 0 {
            grow(&block)
        }
        elements[Int(block.start + block.count)] = element
        block.count += 1
    }

    /// Takes an element out of a list, and keeps the order of the others.
    public mutating func remove(at index: Int, from block: inout Block) {
        keep(in: &block) { position, _ in position != index }
    }

    /// Keeps the elements of a list that pass.
    public mutating func keep(in block: inout Block, where passes: (Int, Element) -> Bool) {
        let start = Int(block.start)
        var kept = 0
        for index in 0..<Int(block.count) where passes(index, elements[start + index]) {
            if kept != index { elements[start + kept] = elements[start + index] }
            kept += 1
        }
        shrink(&block, to: kept)
    }

    /// Drops the first elements of a list.
    public mutating func removeFirst(_ count: Int, from block: inout Block) {
        guard count > 0 else { return }
        keep(in: &block) { index, _ in index >= count }
    }

    /// Empties a list.
    public mutating func removeAll(_ block: inout Block) { shrink(&block, to: 0) }

    /// Replaces a list.
    public mutating func replace(_ block: inout Block, with new: [Element]) {
        removeAll(&block)
        for element in new { append(element, to: &block) }
    }

    /// Makes a list of a known length, which takes no more than its block.
    public mutating func make(_ count: Int, _ element: () -> Element) -> Block {
        var block = Block()
        guard count > 0 else { return block }
        block.count = UInt32(count)
        block.start = take(class: sizeClass(of: block.count))
        for index in 0..<count { elements[Int(block.start) + index] = element() }
        return block
    }

    /// How many bytes the blocks take, those in use and those free.
    public var byteCount: Int { elements.count * MemoryLayout<Element>.stride }

    /// A list as an array.
    public func array(_ block: Block) -> [Element] {
        Array(elements[Int(block.start)..<Int(block.start + block.count)])
    }

    /// A list without a copy; good until the pool changes.
    @inlinable
    public func slice(_ block: Block) -> ArraySlice<Element> {
        elements[Int(block.start)..<Int(block.start) + Int(block.count)]
    }

    @usableFromInline
    mutating func set(_ element: Element, at index: Int) { elements[index] = element }

    private func sizeClass(of count: UInt32) -> Int {
        max(least, count <= 1 ? 0 : UInt32.bitWidth - (count - 1).leadingZeroBitCount)
    }

    private mutating func take(class sizeClass: Int) -> UInt32 {
        if let start = free[sizeClass].popLast() { return start }
        let start = UInt32(elements.count)
        elements.makeRoom(for: 1 << sizeClass)
        // One by one: nearly all blocks are short, and appending a sequence costs more than a few elements.
        for _ in 0..<1 << sizeClass { elements.append(filler) }
        return start
    }

    private mutating func grow(_ block: inout Block) {
        let sizeClass = self.sizeClass(of: block.count)
        let new = take(class: sizeClass + 1)
        for index in 0..<block.count { elements[Int(new + index)] = elements[Int(block.start + index)] }
        free[sizeClass].append(block.start)
        block.start = new
    }

    private mutating func shrink(_ block: inout Block, to count: Int) {
        let old = block
        block.count = UInt32(count)
        guard old.count > 0 else { return }
        let before = sizeClass(of: old.count)
        if count == 0 {
            free[before].append(old.start)
            block.start = 0
            return
        }
        var sizeClass = before
        // What is left keeps the first part of its block; the second halves are free.
        while sizeClass > self.sizeClass(of: block.count) {
            sizeClass -= 1
            free[sizeClass].append(old.start + UInt32(1 << sizeClass))
        }
    }
}
