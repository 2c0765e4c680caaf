import Foundation
import Testing

@testable import ReferenceSupport

/// A record that was set aside: what it was, and why.
private struct Aside: Hashable {
    var code: String?
    var stream: String?
    var value: [UInt8]

    init(_ record: Incoming) {
        (code, stream, value) = (record.headers["code"], record.headers["stream"], record.value)
    }

    /// A line of a replay's file.
    init?(_ line: [UInt8]) {
        guard let json = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
            let headers = json["headers"] as? [String: String]
        else { return nil }
        (code, stream) = (headers["weir.error.code"], headers["weir.error.stream"])
        let base64 = (json["value_base64"] as? String).flatMap { Data(base64Encoded: $0) }
        guard let bytes = base64.map({ [UInt8]($0) }) ?? (json["value"] as? String).map({ Array($0.utf8) })
        else { return nil }
        value = bytes
    }
}

extension MarketRun {
    /// Compares late events and dead letters, record by record, with those of the replay: each as often, and
    /// each from a place of its own.
    func expectSetAside(_ replay: WeirRun) throws {
        for (topic, lines) in [("late", replay.lateEvents), ("dead", replay.deadLetters)] {
            let found = try application.read(topic)
            let places = found.map { record in
                ["topic", "partition", "offset"].map { record.headers[$0] ?? "?" }
            }
            #expect(Set(places).count == found.count, "\(topic): a record came twice")
            func counts(_ all: [Aside]) -> [Aside: Int] { all.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
            let expected = lines.compactMap { Aside($0) }
            #expect(expected.count == lines.count)
            #expect(counts(found.map { Aside($0) }) == counts(expected), "\(topic)")
        }
    }
}
