internal import Events
internal import Streaming

/// How many records have a member of each name, known or not.
struct FieldNames {
    /// Names beyond so many different ones are counted together: a file may have its ids as names.
    static let mostNames = 1_000
    /// Longer names are counted with those.
    static let longestName = 128

    private var table = StringTable()
    /// The names again, one behind the other, to compare without taking a part of the table.
    private var bytes: [UInt8] = []
    private var places: [Range<Int>] = [0..<0]
    /// By the number of the name; the known fields come first.
    private var counts: [Int] = [0]
    /// The number of each member of the record that was counted last; 0 where it has none.
    private var last: [StringID] = []
    /// How many members had none.
    private(set) var others = 0

    init() {
        for field in InputField.allCases {
            add(Array(field.name.utf8).span)
        }
    }

    /// Counts the members of a record.
    mutating func count(_ members: MemberList, of text: Span<UInt8>) {
        while last.count < members.all.count { last.append(.absent) }
        for place in members.all.indices {
            let name = text.extracting(members.all[place].name)
            // Records of a file mostly have the same members in the same order.
            if last[place].isAbsent || !isEqual(last[place], name) { last[place] = number(of: name) }
            // Null is absent.
            guard text[members.all[place].value.lowerBound] != UInt8(ascii: "n") else { continue }
            counts[last[place].index] += 1
        }
        others = counts[0]
    }

    /// Where the value of a field stands in the record that was counted last.
    func value(of field: InputField, in members: MemberList) -> Range<Int>? {
        let number = Self.number(of: field)
        for place in members.all.indices.reversed() where last[place] == number {
            return members.all[place].value
        }
        return nil
    }

    /// How many records have a field, by its right name.
    func count(of field: InputField) -> Int { counts[Self.number(of: field).index] }

    /// The names that no stream lists, and how many records have each; the most frequent first.
    var unknown: [(name: String, count: Int)] {
        (InputField.allCases.count + 1..<counts.count).map { index in
            (table.text(StringID(rawValue: UInt32(index))), counts[index])
        }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }

    private static func number(of field: InputField) -> StringID {
        StringID(rawValue: UInt32(field.rawValue) + 1)
    }

    private mutating func number(of name: Span<UInt8>) -> StringID {
        guard name.count <= Self.longestName else { return .absent }
        if let known = table.find(name) { return known }
        guard table.count < Self.mostNames else { return .absent }
        return add(name)
    }

    @discardableResult
    private mutating func add(_ name: Span<UInt8>) -> StringID {
        counts.append(0)
        places.append(bytes.count..<bytes.count + name.count)
        for index in name.indices { bytes.append(name[index]) }
        return table.intern(name)
    }

    private func isEqual(_ id: StringID, _ name: Span<UInt8>) -> Bool {
        let place = places[id.index]
        guard place.count == name.count else { return false }
        for index in name.indices where bytes[place.lowerBound + index] != name[index] { return false }
        return true
    }
}
