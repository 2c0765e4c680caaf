import Streaming
import Testing

@testable import Marketing

@Suite("The paths of a day")
struct PathBookTests {
    private static let pool = StringID(rawValue: 1)

    /// A path by its number, which is that of its name.
    private func path(_ number: Int) -> StringID { StringID(rawValue: UInt32(10 + number)) }

    /// The bytes of entries, and the map that reads them.
    private func restored(_ entries: [PathBook.Entry]) -> PathBook {
        var (names, bytes) = (FrameNames(), [UInt8]())
        for entry in entries { entry.encode(to: &bytes, names: &names) }
        var map = [StringID.absent]
        var numbers: [UInt32: StringID] = [:]
        for (index, number) in names.numbers.enumerated() where number != 0 {
            numbers[number] = StringID(rawValue: UInt32(index))
        }
        for number in 1...UInt32(max(1, numbers.count)) { map.append(numbers[number] ?? .absent) }
        var (book, reader) = (PathBook(), ByteReader(bytes))
        while !reader.isAtEnd { book.restore(from: &reader, names: map) }
        book.commit()
        return book
    }

    @Test("10,000 have a place of their own in each pool and day, restored or not")
    func limit() {
        var book = PathBook()
        for number in 0..<PathBook.limit {
            let isTaken = book.take(path(number), of: Self.pool, day: 0)
            #expect(isTaken)
        }
        for var book in [book, restored(book.all), restored(book.new)] {
            let isFull = !book.take(path(PathBook.limit), of: Self.pool, day: 0)
            let knows = book.take(path(0), of: Self.pool, day: 0)
            #expect(isFull && knows, "those that had a place keep it")
            let takesOther = book.take(path(PathBook.limit), of: StringID(rawValue: 2), day: 0)
            let takesNext = book.take(path(PathBook.limit), of: Self.pool, day: .day)
            let isNew = book.take(path(PathBook.limit + 1), of: Self.pool, day: .day)
            #expect(takesOther && takesNext && isNew)
            #expect(book.all.count == 3, "the day before is forgotten")
        }
    }

    @Test("restored at any point it goes on as if it had not been", arguments: [1, 2, 3] as [UInt64])
    func restore(seed: UInt64) {
        var random = Seeded(state: seed)
        var (book, copy) = (PathBook(), PathBook())
        var (log, days): ([PathBook.Entry], [Milliseconds]) = ([], [0, 0, 0])
        for round in 0..<300 {
            let pool = random.below(3)
            if random.below(30) == 0 { days[pool] += .day }
            let taken = path(random.below(12))
            let id = StringID(rawValue: UInt32(1 + pool))
            let isTaken = book.take(taken, of: id, day: days[pool])
            let isCopied = copy.take(taken, of: id, day: days[pool])
            #expect(isTaken == isCopied, "seed \(seed), round \(round)")
            guard random.below(5) == 0 else { continue }
            log += book.new
            if random.below(4) == 0 { log = book.all }
            book.commit()
            copy = restored(log)
            let (left, right) = (book.all, copy.all)
            #expect(left.map(\.path) == right.map(\.path) && left.map(\.pool) == right.map(\.pool))
            #expect(left.map(\.day) == right.map(\.day) && copy.new.isEmpty, "seed \(seed), round \(round)")
        }
    }

    @Test("what is new is told once")
    func new() {
        var book = PathBook()
        for number in [1, 2, 1] { _ = book.take(path(number), of: Self.pool, day: 0) }
        #expect(book.new.map(\.path) == [path(1), path(2)])
        book.commit()
        _ = book.take(path(2), of: Self.pool, day: 0)
        #expect(book.new.isEmpty && book.all.count == 2)
    }

    @Test("an entry that is cut short, or names what is not there, is no entry")
    func damaged() {
        for bytes in [[], [1], [1, 2], [9, 1, 0], [1, 9, 0]] as [[UInt8]] {
            var (book, reader) = (PathBook(), ByteReader(bytes))
            book.restore(from: &reader, names: [.absent, Self.pool, path(1)])
            #expect(reader.isBroken && book.all.isEmpty)
        }
    }
}
