import Foundation
import Operations
import Testing

@testable import weir

@Suite("A replay without parameters of lifetime")
struct ChurnWarningTests {
    @Test("says once that churn cannot be priced; one with parameters does not")
    func warning() throws {
        let answers = (1...3).map { number in
            #"{"event_id":"\#(number)","event_time":1772359200000,"customer_id":"k","channel":"email"}"#
        }
        let file = try Scratch(answers.joined(separator: "\n") + "\n")
        let out = URL(filePath: file.path).deletingLastPathComponent().appending(path: "out").path
        let call = WeirCall("replay", "--unsubscribes", file.path, "--out", out)
        let warnings = call.talk.split(separator: "\n").filter { $0.contains("warning") }
        #expect(
            warnings == [
                "weir: warning: churn cannot be priced in default: no lifetime parameters (weir fit)"
            ])
        #expect(call.code == .ok)
        let priced = WeirCall(
            "replay", "--unsubscribes", file.path, "--out", out, "--lifetime",
            "{r: 0.55, alpha: 7.2, a: 0.79, b: 2.43, p: 6.25, q: 3.74, v: 36.0}")
        #expect(priced.code == .ok && !priced.talk.contains("warning"), "\(priced.talk)")
        let text = try String(contentsOfFile: out + "/churn-events.jsonl", encoding: .utf8)
        #expect(text.isEmpty, "a prospect is worth nothing by default")
    }
}
