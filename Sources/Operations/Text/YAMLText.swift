/// Reads a YAML or JSON text as one tree of nodes, within bounds.
enum YAMLText {
    /// Maps and lists nest at most so deep; a configuration needs five levels.
    static let largestDepth = 32

    /// Reads a text: JSON where it is JSON (with all its escapes), YAML else.
    static func parse(_ bytes: [UInt8], from origin: Origin, isJSON: Bool = false) throws(Problem) -> Node {
        try requireUTF8(bytes, from: origin)
        if isJSON { return try JSONText.parse(bytes, from: origin) }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{"), let node = try? JSONText.parse(bytes, from: origin) { return node }
        return try parseYAML(bytes, from: origin)
    }

    private static func requireUTF8(_ bytes: [UInt8], from origin: Origin) throws(Problem) {
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        var line = 1
        for text in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard String(validating: text, as: UTF8.self) != nil else { break }
            line += 1
        }
        throw Problem(
            Place(origin: origin, line: line, column: 1), "the line is not UTF-8; save the file as UTF-8")
    }

    private static func parseYAML(_ bytes: [UInt8], from origin: Origin) throws(Problem) -> Node {
        let result: Result<Node, Problem> = unsafe bytes.withUnsafeBufferPointer { buffer in
            // Safe: the events die with this closure, before the buffer does.
            var events = unsafe YAMLEvents(buffer, from: origin)
            do throws(Problem) { return .success(try document(&events, from: origin)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func document(_ events: inout YAMLEvents, from origin: Origin) throws(Problem) -> Node {
        let start = Place(origin: origin, line: 1, column: 1)
        while true {
            let (event, place) = try events.next()
            switch event {
            case .streamStart: continue
            case .streamEnd: return Node(.scalar(.init(text: "", style: .plain)), at: start)
            case .documentStart:
                let (event, place) = try events.next()
                let node = try value(event, at: place, depth: 0, &events)
                try requireEnd(&events)
                return node
            default: throw Problem(place, "not YAML: a document was expected")
            }
        }
    }

    private static func requireEnd(_ events: inout YAMLEvents) throws(Problem) {
        while true {
            let (event, place) = try events.next()
            switch event {
            case .documentEnd: continue
            case .streamEnd: return
            default: throw Problem(place, "a second document begins here; one file is one document")
            }
        }
    }

    private static func value(
        _ event: YAMLEvents.Event, at place: Place, depth: Int, _ events: inout YAMLEvents
    ) throws(Problem) -> Node {
        guard depth <= largestDepth else {
            throw Problem(place, "nested deeper than \(largestDepth) levels")
        }
        switch event {
        case .scalar(let scalar): return Node(.scalar(scalar), at: place)
        case .sequenceStart: return try sequence(at: place, depth: depth, &events)
        case .mappingStart: return try mapping(at: place, depth: depth, &events)
        default: throw Problem(place, "not YAML: a value was expected")
        }
    }

    private static func sequence(
        at place: Place, depth: Int, _ events: inout YAMLEvents
    ) throws(Problem) -> Node {
        var items: [Node] = []
        while true {
            let (event, itemPlace) = try events.next()
            if case .sequenceEnd = event { return Node(.sequence(items), at: place) }
            items.append(try value(event, at: itemPlace, depth: depth + 1, &events))
        }
    }

    private static func mapping(
        at place: Place, depth: Int, _ events: inout YAMLEvents
    ) throws(Problem) -> Node {
        var entries = EntryList()
        while true {
            let (event, keyPlace) = try events.next()
            if case .mappingEnd = event { return Node(.mapping(entries.all), at: place) }
            guard case .scalar(let key) = event else { throw Problem(keyPlace, "a key must be a word") }
            try entries.require(new: key.text, at: keyPlace)
            let (valueEvent, valuePlace) = try events.next()
            let value = try value(valueEvent, at: valuePlace, depth: depth + 1, &events)
            entries.append(.init(key: key.text, place: keyPlace, value: value))
        }
    }
}

/// The entries of a mapping while it is read: each key once.
struct EntryList {
    private(set) var all: [Node.Entry] = []
    /// Where keys are, once there are too many to look through.
    private var indices: [String: Int] = [:]
    private static let smallCount = 16

    /// Throws where a key is there already.
    func require(new key: String, at place: Place) throws(Problem) {
        let isSmall = all.count <= Self.smallCount
        guard let first = isSmall ? all.firstIndex(where: { $0.key == key }) : indices[key] else { return }
        throw Problem(
            place, "\"\(key)\" is given twice, first in line \(all[first].place.line); leave one of them out")
    }

    mutating func append(_ entry: Node.Entry) {
        all.append(entry)
        if all.count == Self.smallCount + 1 {
            for index in all.indices { indices[all[index].key] = index }
        } else if all.count > Self.smallCount {
            indices[entry.key] = all.count - 1
        }
    }
}
