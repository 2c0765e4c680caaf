import Events
import Foundation
import Marketing
import Streaming
import Topology

/// Sound inputs, made of the records in `config/sample`.
public enum FuzzSeeds {
    /// The seeds of a target.
    public static func seeds(of target: FuzzTarget) throws -> [[UInt8]] {
        switch target {
        case .decoder: try records()
        case .frames: try SampleFrames(lines: lines(of: 24)).frameSeeds
        case .records: try SampleFrames(lines: lines(of: 90)).recordSeeds
        }
    }

    /// What a target's inputs are made of, for mutations: names and words of records, or small numbers.
    public static func words(of target: FuzzTarget) -> [[UInt8]] {
        guard target == .decoder else { return [[0], [1], [0x80], [0xFF, 0x01], [1, 0], [2, 0x40]] }
        let names = InputField.allCases.map { "\"\($0.name)\":" }
        return (names + values).map { Array($0.utf8) }
    }

    /// A dictionary in libFuzzer's form.
    public static func dictionary(of target: FuzzTarget) -> String {
        words(of: target).map { word in
            let text = word.map { "\\x" + String(0x100 + Int($0), radix: 16).dropFirst() }.joined()
            return "\"\(text)\"\n"
        }.joined()
    }

    private static let values =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud83d", "\\ude00", "\\n", "null", "true",
            "false", "-", "0", "007", "1.5", "e", "1e400", "-1", "1e-7", "0.0000005", "1000000000000",
            "9223372036854775807", "9223372036854775808", "18446744073709551616", "946684799999",
            "1772359200000", "\"2026-03-01T10:00:00Z\"", "2026-03-01T10:00:00+01:00", "23:59:60", "\"USD\"",
            "\"KWD\"", "\"GBP\"", "{\"analytics\":false}", "\"marketing\":", "\"location\":", "\"guest\"",
            "\"email\"", "\"order\"", "\"refund\"", "\"delivery\"", "\"unsubscribe\"", "\"enter\"",
            "\"tap\"", "\"nfc\"", "{\"sku\":\"a\",\"quantity\":2,\"price\":1.5}", "ä", "😀",
        ] + Action.allCases.map { "\"\($0.name)\"" }

    private static func records() throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for (stream, lines) in try lines(of: 25) {
            for (index, line) in lines.enumerated() {
                let mode = stream.rawValue | UInt8(index % 4) << 2
                seeds.append([mode] + Array(line.utf8))
            }
            seeds += unusual(stream).map { [stream.rawValue] + Array($0.utf8) }
        }
        return seeds
    }

    /// Records of forms that the sample has not.
    private static func unusual(_ stream: Events.Stream) -> [String] {
        let base = #""event_id":"é\u0000","event_time":"2026-03-01t11:00:00.123456+01:00","customer_id":"c""#
        let amounts =
            #""cost":-0.35,"count":7,"currency":"USD","report_id":"r","action":"cost","campaign_id":"k""#
        let order =
            #""order_id":"o","value":"59.90","margin":1.5e2,"promised_at":1772359200000,"kind":"delivery""#
        let place =
            #""store_id":"s","zone":"z","rssi":-67.5,"sensor":"nfc","signal":"tap","x":[1e400,{"y":[]}]"#
        let answer =
            #""channel":"direct_mail","kind":"spam_complaint","reason":"\ud83d\ude00","event_id":"twice""#
        let consent = #""consent":{"analytics":true,"marketing":false,"location":true}"#
        let more: String =
            switch stream {
            case .clicks: amounts
            case .purchases: order
            case .beacons: place
            case .unsubscribes: answer
            }
        return ["{\(base),\(more)}", "{\(base),\(more),\(consent)}", "[{\(base)}]"]
    }

    /// The first lines of each stream of the sample.
    private static func lines(of count: Int) throws -> [(stream: Events.Stream, lines: [String])] {
        let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "config/sample")
        return try Events.Stream.allCases.map { stream in
            let text = try String(contentsOf: sample.appending(path: stream.name + ".jsonl"), encoding: .utf8)
            return (stream, text.split(separator: "\n").prefix(count).map(String.init))
        }
    }
}
