import Streaming
import Testing

@Suite("A table of names")
struct StringTableTests {
    @Test("numbers names from 1 in the order of their first appearance, each once")
    func order() {
        var table = StringTable()
        #expect(table.intern("spring").rawValue == 1)
        #expect(table.intern("autumn").rawValue == 2)
        #expect(table.intern("spring").rawValue == 1)
        #expect(table.intern("").rawValue == 3)
        #expect(table.intern("é\u{0}x").rawValue == 4)
        #expect(table.count == 4)
        #expect(table.text(StringID(rawValue: 4)) == "é\u{0}x")
        #expect(table.text(.absent).isEmpty && table[.absent].isEmpty)
    }

    @Test("finds what is there, and nothing else")
    func find() {
        var table = StringTable()
        _ = table.intern("ab")
        #expect(table.find(Array("ab".utf8).span) == StringID(rawValue: 1))
        #expect(table.find(Array("a".utf8).span) == nil)
        #expect(table.find(Array("abc".utf8).span) == nil)
        #expect(table.find(Array("".utf8).span) == nil)
    }

    @Test("is a dictionary, also while it grows and after it was emptied", arguments: [1, 2, 3] as [UInt64])
    func model(seed: UInt64) {
        var random = Seeded(state: seed)
        var table = StringTable()
        var model: [String: UInt32] = [:]
        var names: [String] = []
        for round in 0..<4_000 {
            if random.below(1_500) == 0 {
                table.removeAll()
                model = [:]
                names = []
            }
            let name = String(repeating: "n", count: random.below(3)) + String(random.below(900))
            if model[name] == nil {
                names.append(name)
                model[name] = UInt32(names.count)
            }
            #expect(table.intern(name).rawValue == model[name], "seed \(seed), round \(round)")
            #expect(table.count == names.count)
            #expect(table.byteCount == names.reduce(0) { $0 + $1.utf8.count })
        }
        for (name, number) in model { #expect(table.text(StringID(rawValue: number)) == name) }
    }
}

@Suite("The names of a frame")
struct FrameNamesTests {
    @Test("are numbered by first use, and written once each")
    func numbers() {
        var table = StringTable()
        let (a, b, c) = (table.intern("a"), table.intern("bb"), table.intern("ccc"))
        var names = FrameNames()
        #expect(names.number(c) == 1)
        #expect(names.number(a) == 2)
        #expect(names.number(c) == 1)
        #expect(names.number(.absent) == 0)
        #expect(names.numbers[c.index] == 1 && names.numbers[a.index] == 2 && names.numbers[b.index] == 0)
        var bytes: [UInt8] = []
        names.write(table, to: &bytes)
        #expect(bytes == [2, 3] + Array("ccc".utf8) + [1] + Array("a".utf8))
    }

    @Test("come back as the receiver's numbers")
    func roundTrip() {
        var random = Seeded(state: 5)
        var (sender, receiver) = (StringTable(), StringTable())
        for index in 0..<300 { _ = sender.intern("name \(index)") }
        for index in stride(from: 299, to: 0, by: -3) { _ = receiver.intern("name \(index)") }
        var names = FrameNames()
        for round in 0..<20 {
            var used: [UInt32: StringID] = [:]
            for _ in 0..<random.below(60) {
                let id = StringID(rawValue: UInt32(1 + random.below(300)))
                used[names.number(id)] = id
            }
            var bytes: [UInt8] = []
            names.write(sender, to: &bytes)
            bytes.append(0xEE)
            var reader = ByteReader(bytes)
            let map = FrameNames.read(&reader, into: &receiver)
            #expect(map.count == used.count + 1 && map[0] == .absent, "seed 5, round \(round)")
            for (number, id) in used {
                #expect(receiver.text(map[Int(number)]) == sender.text(id), "seed 5, round \(round)")
            }
            #expect(reader.byte() == 0xEE && reader.isAtEnd && !reader.isBroken)
            names.removeAll()
            #expect(names.numbers.allSatisfy { $0 == 0 })
        }
    }

    @Test("that are cut short break the reader, and never trap")
    func malformed() {
        var table = StringTable()
        var names = FrameNames()
        for name in ["one", "two", "three"] { names.number(table.intern(name)) }
        var bytes: [UInt8] = []
        names.write(table, to: &bytes)
        for length in 0..<bytes.count {
            var reader = ByteReader(Array(bytes.prefix(length)))
            var receiver = StringTable()
            _ = FrameNames.read(&reader, into: &receiver)
            #expect(reader.isBroken, "\(length) bytes")
        }
    }
}
