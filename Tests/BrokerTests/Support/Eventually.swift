import Foundation
import Glibc

/// What did not come in time.
struct Timeout: Error, CustomStringConvertible {
    let description: String
}

/// Asks again and again until there is an answer.
func eventually<Answer>(
    _ what: @autoclosure () -> String, within seconds: Int = 60, _ body: () throws -> Answer?
) throws -> Answer {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
        if let answer = try body() { return answer }
        guard ContinuousClock.now < deadline else {
            throw Timeout(description: "not within \(seconds) s: \(what())")
        }
        usleep(20_000)
    }
}

/// Waits until something holds.
func wait(
    until what: @autoclosure () -> String, within seconds: Int = 60, _ condition: () throws -> Bool
) throws {
    try eventually(what(), within: seconds) { try condition() ? () : nil }
}
