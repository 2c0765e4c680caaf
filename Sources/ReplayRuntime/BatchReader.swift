internal import Dispatch
internal import Events
internal import Streaming
internal import Topology

/// What was read at one go: frames for the stages, and lines that are set aside.
struct Batch: Sendable {
    var outbox = Outbox()
    var late: [UInt8] = []
    var dead: [UInt8] = []
    var progress = ReplayProgress(records: 0, part: nil)
}

/// Reads the files, one batch ahead of the stages: reading takes a fifth of a replay, and needs nothing of the rest.
///
/// Between `start` and `finish` the sources belong to the thread that reads; nothing else may touch them.
final class BatchReader {
    private static let batch = 65_536
    private static let turn = 4_096

    private(set) var sources: [ReplaySource]
    private let group = DispatchGroup()
    private var result = Result<Batch, ReplayError>.success(Batch())

    init(sources: [ReplaySource]) { self.sources = sources }

    /// Starts to read the next batch, on another thread.
    func start() {
        // Safe: `finish` waits for the end of it before anybody else looks at `self`.
        nonisolated(unsafe) let reader = self
        DispatchQueue.global(qos: .userInitiated).async(group: group) {
            do throws(ReplayError) {
                unsafe reader.result = .success(try unsafe reader.read())
            } catch {
                unsafe reader.result = .failure(error)
            }
        }
    }

    /// Waits for the batch that was started, and takes it.
    func finish() throws(ReplayError) -> Batch {
        group.wait()
        defer { result = .success(Batch()) }
        return try result.get()
    }

    private func read() throws(ReplayError) -> Batch {
        var batch = Batch()
        var count = 0
        // Always from the file whose events are the oldest, so that little must be kept.
        while count < Self.batch,
            let source = sources.filter({ !$0.isAtEnd }).min(by: { $0.newest < $1.newest })
        {
            count += try source.read(limit: Self.turn, late: &batch.late, dead: &batch.dead)
        }
        for source in sources { source.seal(into: &batch.outbox) }
        batch.progress = progress
        return batch
    }

    private var progress: ReplayProgress {
        var (done, all) = (0.0, 0.0)
        var isKnown = true
        for source in sources {
            guard let progress = source.progress else {
                isKnown = false
                continue
            }
            done += progress.part * Double(progress.size)
            all += Double(progress.size)
        }
        let records = sources.reduce(0) { $0 + $1.records }
        return ReplayProgress(records: records, part: isKnown && all > 0 ? done / all : nil)
    }
}
