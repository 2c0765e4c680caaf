internal import CYAML

/// What libyaml finds in a text, one event after the other; the only user of the library.
@safe struct YAMLEvents: ~Copyable {
    // Safe: made in `init`, freed in `deinit`, and seen by nobody else. On the heap, for the library keeps
    // pointers into it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let origin: Origin

    enum Event {
        case streamStart, streamEnd, documentStart, documentEnd
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case scalar(Node.Scalar)
    }

    /// Starts at the beginning of a text, which must stay where it is while this value lives.
    init(_ text: UnsafeBufferPointer<UInt8>, from origin: Origin) {
        self.origin = origin
        unsafe parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        let code = unsafe yaml_parser_initialize(parser)
        precondition(code == 1, "libyaml only fails here without memory")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    /// The next event and its place.
    mutating func next() throws(Problem) -> (event: Event, place: Place) {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { unsafe yaml_event_delete(&event) }
        let place = unsafe place(of: event.start_mark)
        return (try unsafe translate(event, at: place), place)
    }

    private func place(of mark: yaml_mark_t) -> Place {
        Place(origin: origin, line: mark.line + 1, column: mark.column + 1)
    }

    private func translate(_ event: yaml_event_t, at place: Place) throws(Problem) -> Event {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            try check(anchor: unsafe start.anchor != nil, tag: unsafe start.tag != nil, at: place)
            return .sequenceStart
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            try check(anchor: unsafe start.anchor != nil, tag: unsafe start.tag != nil, at: place)
            return .mappingStart
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            try check(anchor: unsafe scalar.anchor != nil, tag: unsafe scalar.tag != nil, at: place)
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            return .scalar(
                .init(text: unsafe String(decoding: bytes, as: UTF8.self), style: isPlain ? .plain : .quoted))
        case YAML_ALIAS_EVENT:
            try check(anchor: true, tag: false, at: place)
            return .streamEnd
        default: return .streamEnd
        }
    }

    /// Anchors can make a small file explode, and tags change types: a configuration needs neither.
    private func check(anchor: Bool, tag: Bool, at place: Place) throws(Problem) {
        if anchor {
            throw Problem(place, "anchors (&) and aliases (*) are not supported; write the value out")
        }
        if tag { throw Problem(place, "tags (!) are not supported; leave the tag out") }
    }

    private func problem() -> Problem {
        let state = unsafe parser.pointee
        let reason = unsafe state.problem.map { unsafe String(cString: $0) } ?? "not YAML"
        let mark = unsafe state.error == YAML_READER_ERROR ? state.mark : state.problem_mark
        return Problem(place(of: mark), "not YAML: \(reason)")
    }
}
