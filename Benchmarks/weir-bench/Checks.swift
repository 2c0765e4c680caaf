internal import Operations

/// A result that is wrong fails the run: figures of wrong results are worth nothing.
func check(_ holds: Bool, _ what: @autoclosure () -> String) throws(CommandFailure) {
    guard !holds else { return }
    throw CommandFailure(.bug, "wrong result: \(what())")
}

/// Checks that two figures are one.
func check<Value: Equatable>(_ value: Value, is expected: Value, _ what: String) throws(CommandFailure) {
    try check(value == expected, "\(what) is \(value), expected \(expected)")
}
