import Foundation
import Operations
import Testing

@Suite("No text stops the reader")
struct HostileTextTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func catalogue() throws -> [UInt8] {
        let file = Self.root.appending(path: "config/campaigns.yaml").path
        return try FileSource.machine.read(file, 1 << 20)
    }

    @Test("cut off anywhere, a catalogue is read or refused with its place")
    func cut() throws {
        let bytes = try catalogue()
        for length in stride(from: 0, to: bytes.count, by: 3) {
            read(Array(bytes.prefix(length)), "cut at \(length)")
        }
    }

    @Test("so is one with bytes replaced", arguments: 1...20 as ClosedRange<UInt64>)
    func replaced(seed: UInt64) throws {
        var state = seed
        var bytes = try catalogue()
        for _ in 0..<200 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let index = Int(state >> 33) % bytes.count
            let kept = bytes[index]
            bytes[index] =
                [0x00, 0x09, 0x0A, 0x22, 0x26, 0x2A, 0x3A, 0x5B, 0x7B, 0xFF][Int(state >> 20) % 10]
            read(bytes, "seed \(seed)")
            if state & 1 << 40 == 0 { bytes[index] = kept }
        }
    }

    private func read(_ bytes: [UInt8], _ what: String) {
        for isJSON in [false, true] {
            do throws(Problems) {
                _ = try CatalogueReader.parse(bytes, from: .file("c"), isJSON: isJSON)
            } catch {
                #expect(!error.all.isEmpty && error.all.allSatisfy { $0.place.line > 0 }, "\(what)")
            }
        }
    }
}
