import Foundation
import Testing

@testable import KafkaRuntime

@Suite("The phase file")
struct PhaseFileTests {
    @Test("has a word for each lane: the phase, and above it the commits")
    func words() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "phases-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        let file = try #require(PhaseFile(path: path.path, lanes: 2))
        #expect(try [UInt8](Data(contentsOf: path)) == [UInt8](repeating: 0, count: 16))
        for _ in 0..<300 {
            file.set(.committing, lane: 1)
            file.set(.rest, lane: 1, isCommitted: true)
        }
        file.set(.offsets, lane: 1)
        file.set(.sending, lane: 0)
        // 300 is 44 and one 256.
        let expected: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 2, 44, 1, 0, 0, 0, 0, 0]
        #expect(try [UInt8](Data(contentsOf: path)) == expected)
    }

    @Test("is not made unless asked for, and no worker fails for want of it")
    func none() {
        #expect(PhaseFile(lanes: 2) == nil)
        #expect(PhaseFile(path: "/nowhere/phases", lanes: 2) == nil)
    }
}
