import Foundation
import FuzzSupport

// The fuzz targets under libFuzzer: `scripts/fuzz` builds and runs this.
//
//     WEIR_FUZZ_TARGET=decoder weir-fuzz [options and corpus of libFuzzer]
//     weir-fuzz --seeds DIRECTORY        writes seeds and dictionaries for all targets

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

func writeSeeds(to directory: String) throws {
    for target in FuzzTarget.allCases {
        let seeds = URL(filePath: directory).appending(path: "\(target.rawValue)/seeds")
        try FileManager.default.createDirectory(at: seeds, withIntermediateDirectories: true)
        for (number, seed) in try FuzzSeeds.seeds(of: target).enumerated() {
            try Data(seed).write(to: seeds.appending(path: "seed-\(number)"))
        }
        let dictionary = seeds.deletingLastPathComponent().appending(path: "dictionary")
        try Data(FuzzSeeds.dictionary(of: target).utf8).write(to: dictionary)
    }
}

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--seeds" {
    try writeSeeds(to: CommandLine.arguments[2])
    exit(0)
}

guard let target = ProcessInfo.processInfo.environment["WEIR_FUZZ_TARGET"].flatMap(FuzzTarget.init(rawValue:))
else {
    print("weir-fuzz: WEIR_FUZZ_TARGET is none of: decoder frames records; see scripts/fuzz --help")
    exit(64)
}

nonisolated(unsafe) var fuzzer = Fuzzer(target)
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
let status = unsafe runDriver(&count, &arguments) { bytes, length in
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: length))
    do {
        _ = try unsafe fuzzer.run(input)
    } catch {
        FileHandle.standardError.write(Data("a promise is not kept: \(error)\n".utf8))
        abort()
    }
    return 0
}
exit(status)
