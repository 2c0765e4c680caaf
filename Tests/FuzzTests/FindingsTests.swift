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
        "records that broke a promise",
        arguments: [
            // `"\ud"\ud`: a broken escape at the end, whose rest was looked for behind the record, so that its
            // code depended on what stood there.
            "7b225c7564225c7564"
        ])
    func records(hexadecimal: String) throws {
        var fuzzer = Fuzzer(.decoder)
        #expect(try !fuzzer.run(Self.bytes(hexadecimal)))
    }
}
