import Testing

@testable import KafkaRuntime

@Suite("The note beside a committed offset")
struct CommitNoteTests {
    @Test("comes back from its text as it was")
    func roundTrip() {
        for commit in [0, 1, UInt64.max] {
            for time in [nil, 0, -1, 1_772_359_200_000, Int64.min, .max] {
                for end in [nil, 0, 7, Int64.max] {
                    for (isClosed, isIdle) in [(false, false), (false, true), (true, false)] {
                        var note = CommitNote()
                        note.commit = commit
                        note.time = time
                        note.end = end
                        note.isClosed = isClosed
                        note.isIdle = isIdle
                        #expect(CommitNote(note.text) == note, "\(note.text)")
                    }
                }
            }
        }
    }

    @Test("is readable in Kafka's tools")
    func text() {
        var note = CommitNote()
        #expect(note.text == "1 0 - - open")
        note.commit = 42
        note.time = 1_772_359_200_000
        note.end = 1_000
        note.isIdle = true
        #expect(note.text == "1 42 1772359200000 1000 idle")
        note.isClosed = true
        #expect(note.text == "1 42 1772359200000 1000 closed")
    }

    @Test(
        "is not made of what Weir did not write",
        arguments: [
            "", " ", "open", "1", "1 0 - -", "1 0 - - open more", "2 0 - - open", "1 -1 - - open",
            "1 x - - open", "1 0 x - open", "1 0 - x open", "1 0 1.5 - open", "1 0 - - OPEN", "1 0 - - ",
            "1 18446744073709551616 - - open", "1 0 9223372036854775808 - open", "offset 7", "{}",
        ])
    func refused(text: String) {
        #expect(CommitNote(text) == nil)
    }

    @Test("fits in what Kafka keeps beside an offset")
    func length() {
        var note = CommitNote()
        note.commit = .max
        note.time = .min
        note.end = .min
        note.isClosed = true
        #expect(note.text.utf8.count <= 80)
    }
}
