import Streaming
import Testing
import Topology

@testable import KafkaRuntime

@Suite("What keeps a worker from starting")
struct WorkerStartTests {
    @Test("a work directory that was configured and cannot be written, before it asks for any broker")
    func workDirectory() {
        var options = WorkerOptions()
        options.bootstrap = "nowhere.invalid:9092"
        options.workDirectory = "/proc/none"
        let readers = TopicReaders(
            campaign: { _, _ in .failure(RecordRefusal(code: "", message: "")) },
            erasure: { _ in .failure(RecordRefusal(code: "", message: "")) })
        let worker = Worker(
            options, settings: Settings(), configuration: [], acceptsConfiguration: false, readers: readers
        ) { _ in }
        #expect {
            try worker.run()
        } throws: { error in
            guard case WorkerFailure.cannotWrite(let path, _) = error else { return false }
            return path == "/proc/none/weir-worker.crash"
        }
    }
}
