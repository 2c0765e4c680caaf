import Foundation
import Testing

@testable import KafkaRuntime

@Suite("What the machine lets the process have")
struct ResourcesTests {
    private let root = FileManager.default.temporaryDirectory.appending(
        path: "weir-groups-\(UUID().uuidString)")

    private func write(_ text: String, to path: String) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func limit(_ own: String) throws -> Int? {
        try write(own, to: "own")
        return Resources.memoryOfGroup(
            groups: root.appending(path: "groups").path, own: root.appending(path: "own").path)
    }

    @Test("the least limit of all groups that the process is in counts")
    func groups() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try write("max\n", to: "groups/a/b/memory.max")
        #expect(try limit("0::/a/b\n") == nil)
        try write("2000000\n", to: "groups/a/memory.max")
        #expect(try limit("0::/a/b\n") == 2_000_000)
        try write("1000000\n", to: "groups/a/b/memory.max")
        #expect(try limit("0::/a/b\n") == 1_000_000)
        #expect(try limit("0::/\n") == nil)
        try write("3000000\n", to: "groups/memory.max")
        #expect(try limit("0::/\n") == 3_000_000)
    }

    @Test("version 1 has its own place, and a number for no limit")
    func formerGroups() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try write("9223372036854771712\n", to: "groups/memory/memory.limit_in_bytes")
        #expect(try limit("3:cpu,cpuacct:/x\n2:memory:/x\n") == nil)
        try write("700\n", to: "groups/memory/x/memory.limit_in_bytes")
        #expect(try limit("3:cpu,cpuacct:/x\n2:memory:/x\n") == 700)
        #expect(try limit("nonsense") == nil)
        #expect(Resources.memoryOfGroup(groups: "/none", own: "/none/own") == nil)
    }

    @Test("a worker stops a quarter above its limit, and a twentieth below that of its group")
    func memoryGuard() {
        #expect(MemoryGuard(limit: nil, group: nil).stopAt == nil)
        #expect(MemoryGuard(limit: 1_000, group: nil).stopAt == 1_250)
        #expect(MemoryGuard(limit: 1_000, group: nil).holdAt == 1_000)
        #expect(MemoryGuard(limit: nil, group: 1_000).stopAt == 950)
        #expect(MemoryGuard(limit: nil, group: 1_000).holdAt == nil)
        #expect(MemoryGuard(limit: 1_000, group: 1_000).stopAt == 950)
    }

    @Test("what this process takes is told")
    func own() throws {
        #expect(Resources.residentMemory > 1 << 20)
        let before = try #require(Resources.openFiles)
        #expect(before.used >= 3 && before.used < before.limit)
        let file = try FileHandle(forReadingFrom: URL(filePath: "/dev/null"))
        defer { try? file.close() }
        // Other tests open and close files meanwhile.
        #expect(try #require(Resources.openFiles).used > 0)
        Resources.allowOpenFiles()
        #expect(try #require(Resources.openFiles).limit >= before.limit)
    }
}
