/// The members of a JSON object, by where they stand in its text.
///
/// - Complexity: linear in the text; allocates only for an object with more members than all before it.
struct MemberList {
    /// One member: its name without quotes and not unescaped, its value as it is written.
    struct Member {
        let name: Range<Int>
        let value: Range<Int>
    }

    private(set) var all: [Member] = []

    /// Reads the object that a text holds.
    ///
    /// - Parameter text: valid JSON, for the decoder has read it; of anything else the beginning is read.
    mutating func read(_ text: Span<UInt8>) {
        all.removeAll(keepingCapacity: true)
        var place = Self.skipBlanks(text, 0)
        guard place < text.count, text[place] == UInt8(ascii: "{") else { return }
        repeat {
            place = Self.skipBlanks(text, place + 1)
            guard place < text.count, text[place] == UInt8(ascii: "\"") else { return }
            let end = Self.endOfString(text, place)
            guard end <= text.count else { return }
            let name = place + 1..<end - 1
            place = Self.skipBlanks(text, Self.skipBlanks(text, end) + 1)
            let value = place..<Self.endOfValue(text, place)
            guard value.upperBound <= text.count else { return }
            all.append(Member(name: name, value: value))
            place = Self.skipBlanks(text, value.upperBound)
        } while place < text.count && text[place] == UInt8(ascii: ",")
    }

    private static func skipBlanks(_ text: Span<UInt8>, _ start: Int) -> Int {
        var place = start
        while place < text.count, text[place] <= 0x20 { place += 1 }
        return place
    }

    /// Behind the closing quote of the string that begins here; beyond the text where there is none.
    private static func endOfString(_ text: Span<UInt8>, _ start: Int) -> Int {
        var place = start + 1
        while place < text.count {
            let byte = text[place]
            if byte == UInt8(ascii: "\"") { return place + 1 }
            place += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return text.count + 1
    }

    private static func endOfValue(_ text: Span<UInt8>, _ start: Int) -> Int {
        guard start < text.count else { return start + 1 }
        switch text[start] {
        case UInt8(ascii: "\""): return endOfString(text, start)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return endOfContainer(text, start)
        default:
            var place = start
            while place < text.count, text[place] > 0x20, text[place] != UInt8(ascii: ","),
                text[place] != UInt8(ascii: "}")
            {
                place += 1
            }
            return max(place, start + 1)
        }
    }

    private static func endOfContainer(_ text: Span<UInt8>, _ start: Int) -> Int {
        var place = start
        var depth = 0
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "\""):
                place = endOfString(text, place)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return place + 1 }
            default: break
            }
            place += 1
        }
        return text.count + 1
    }
}
