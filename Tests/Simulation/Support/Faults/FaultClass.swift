/// What can go wrong.
enum FaultClass: String, CaseIterable {
    // Processes.
    case kill, killInCommit, killForLong, freeze, stall, doubleStart, restart, leave, join, storm, clockJump,
        observerLate
    // Brokers.
    case brokersDown, coordinatorAway, fetchBlackout, slowMarkers, slowOffsetMarkers, slowRestore, retention,
        sessionLost, lostFlag
    // Calls.
    case lostRequest, delayedRequest, lostAnswer, lostAnswerFatal, sendRefused, sendFatal, offsetsRefused,
        outputRefused, clientsReplaced, limitReached, commitRefused, abortFails, committedTimesOut,
        boundsFail, readFails
}
