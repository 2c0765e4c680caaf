/// One line of the benchmark.
enum Stage: String, CaseIterable {
    case parse, decode, ingest, visitors, journeys, pool, replay, defaults

    /// What it measures, in a few words.
    var summary: String {
        switch self {
        case .parse: "simdjson alone, every field walked: the yardstick"
        case .decode: "EventDecoder: parse, check, convert, hash"
        case .ingest: "IngestTask: decode, lateness, routing, frames"
        case .visitors: "ProfileTask of visitors, on the frames of ingest"
        case .journeys: "ProfileTask of journeys, on those of ingest and visitors"
        case .pool: "PoolTask, on the facts of both"
        case .replay: "files in, files out; windows of an hour and a day"
        case .defaults: "the same with the default windows"
        }
    }

    /// The stages of the pipeline, each of which needs those before it.
    static let pipeline: [Stage] = [.ingest, .visitors, .journeys, .pool]
}
