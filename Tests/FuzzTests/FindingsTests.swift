import FuzzSupport
import Testing

/// What fuzzing found, with the bytes that did it.
@Suite("What was found once is found no more")
struct FindingsTests {
    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal.utf8).map { UInt8(Character(Unicode.Scalar($0)).hexDigitValue ?? 0) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    @Test(
        "inputs that broke a promise",
        arguments: [
            // `"\ud"\ud`: a broken escape at the end, whose rest was looked for behind the record, so that its
            // code depended on what stood there.
            (.decoder, "7b225c7564225c7564"), (.decoder, "005c75645c75645c7564"),
            (.decoder, "00225c7564383030"),
            // A profile with as many orders as can be counted, joined with another one.
            (
                .records,
                "000101" + "00000000000000010000000000000002" + "00000000000000000000000000000000"
                    + "0000" + "ffffffff0f" + "000000000000"
            ),
        ] as [(FuzzTarget, String)])
    func broken(target: FuzzTarget, hexadecimal: String) throws {
        var fuzzer = Fuzzer(target)
        let isAccepted = try fuzzer.run(Self.bytes(hexadecimal))
        #expect(isAccepted == (target == .records))
    }
}
