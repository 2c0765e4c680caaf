import Foundation
import Testing

@Suite("House rules")
struct TidyTests {
    @Test("the tree is found")
    func found() {
        #expect(SourceTree.sources.count > 100)
        #expect(SourceTree.files.contains { $0.path == "Package.swift" })
    }

    @Test("a file has at most 400 lines")
    func fileLength() {
        for file in SourceTree.swift {
            #expect(file.lines.count <= 401, "\(file.path): \(file.lines.count - 1) lines")
        }
    }

    @Test("a function has at most 60 lines")
    func functionLength() {
        for file in SourceTree.swift {
            for function in Functions.all(in: file) {
                #expect(function.lines <= 60, "\(file.path):\(function.line): \(function.lines) lines")
            }
        }
    }

    @Test("functions are measured right")
    func measure() {
        let text = """
            struct A {
                func one() { return "}" }
                init(
                    _ x: Int
                ) {
                    // }
                    while x { y() }
                }
                var computed: Int { 3 }
                func declared()
            }
            func last() {
            }
            """
        let found = Functions.all(in: SourceTree.File(path: "x.swift", text: text))
        #expect(found.map(\.line) == [2, 3, 12])
        #expect(found.map(\.lines) == [1, 6, 2])
    }

    @Test("nothing is left to do later")
    func later() {
        let words = ["TO" + "DO", "FIX" + "ME"]
        for file in SourceTree.files where !file.path.hasPrefix("LICENSE") {
            for word in words { #expect(!file.text.contains(word), "\(file.path): \(word)") }
        }
    }

    @Test("no file names a path of the machine that it was written on")
    func machine() {
        for file in SourceTree.files {
            for path in ["/wor" + "k/", "/ro" + "ot/", "/ho" + "me/"] {
                #expect(!file.text.contains(path), "\(file.path): \(path)")
            }
        }
    }

    /// The wrappers of C libraries, and the byte shuffling around them (STYLE, rule 10).
    private static let fenced: Set<String> = [
        "Sources/Events/CompactEvent.swift",
        "Sources/Events/CompactReader.swift",
        "Sources/Events/CompactWriter.swift",
        "Sources/Events/EventDecoder+Time.swift",
        "Sources/Events/Record.swift",
        "Sources/Events/RecordParser.swift",
        "Sources/Fitting/Minimizer.swift",
        "Sources/Kafka/Admin+Requests.swift",
        "Sources/Kafka/Admin.swift",
        "Sources/Kafka/Client+Events.swift",
        "Sources/Kafka/Client.swift",
        "Sources/Kafka/Consumer+Offsets.swift",
        "Sources/Kafka/Consumer.swift",
        "Sources/Kafka/Deadline.swift",
        "Sources/Kafka/GroupMetadata.swift",
        "Sources/Kafka/KafkaError+C.swift",
        "Sources/Kafka/Library.swift",
        "Sources/Kafka/Mailbox.swift",
        "Sources/Kafka/Message.swift",
        "Sources/Kafka/MessageHeaders.swift",
        "Sources/Kafka/MockCluster.swift",
        "Sources/Kafka/PartitionList.swift",
        "Sources/Kafka/PartitionQueue.swift",
        "Sources/Kafka/Producer+Transactions.swift",
        "Sources/Kafka/Producer.swift",
        "Sources/Kafka/ProducerTopic.swift",
        "Sources/Kafka/Refusal.swift",
        "Sources/Kafka/Wakeup.swift",
        "Sources/KafkaRuntime/CrashNotes+Worker.swift",
        "Sources/KafkaRuntime/CrashNotes.swift",
        "Sources/KafkaRuntime/CrashSignals.swift",
        "Sources/KafkaRuntime/KafkaLog.swift",
        "Sources/KafkaRuntime/KafkaRestorer.swift",
        "Sources/KafkaRuntime/Lane+Aside.swift",
        "Sources/KafkaRuntime/Lane+Round.swift",
        "Sources/KafkaRuntime/OSThread.swift",
        "Sources/KafkaRuntime/PaddedBuffer.swift",
        "Sources/KafkaRuntime/PhaseFile.swift",
        "Sources/KafkaRuntime/Preparation.swift",
        "Sources/KafkaRuntime/Resources.swift",
        "Sources/KafkaRuntime/SystemClock.swift",
        "Sources/Market/Files/LineFile.swift",
        "Sources/Marketing/Metrics/JSONWriting.swift",
        "Sources/Operations/CommandLine/Console.swift",
        "Sources/Operations/Logs/LogQueue.swift",
        "Sources/Operations/Logs/LogSink.swift",
        "Sources/Operations/Logs/LogWriter.swift",
        "Sources/Operations/Logs/Logger.swift",
        "Sources/Operations/Text/YAMLEvents.swift",
        "Sources/Operations/Text/YAMLText.swift",
        "Sources/ReplayRuntime/BatchReader.swift",
        "Sources/ReplayRuntime/LineFile.swift",
        "Sources/ReplayRuntime/OutputFile.swift",
        "Sources/ReplayRuntime/Replay.swift",
        "Sources/ReplayRuntime/ReplaySource.swift",
        "Sources/ReplayRuntime/SetAside.swift",
        "Sources/ReplayRuntime/StageRunner.swift",
        "Sources/Streaming/WorkMark.swift",
        "Sources/Streaming/XXHash.swift",
        "Sources/weir/Check/CheckFile.swift",
        "Sources/weir/Churn/AnswerReader.swift",
        "Sources/weir/Churn/ResultFiles.swift",
        "Sources/weir/Clock.swift",
        "Sources/weir/Commands/WorkerOptions+Deployment.swift",
        "Sources/weir/Demo/MetricsReader.swift",
        "Sources/weir/Demo/Terminal.swift",
        "Sources/weir/Fit/PurchaseReader+Kafka.swift",
        "Sources/weir/Fit/PurchaseReader.swift",
        "Sources/weir/Kafka/KafkaRecord.swift",
        "Sources/weir/Schemas/Schema.swift",
    ]

    @Test("unsafe code is in the listed files only, and the list has no others")
    func unsafeFiles() {
        let found = Set(SourceTree.sources.filter { Self.words($0).contains("unsafe") }.map(\.path))
        #expect(found.subtracting(Self.fenced).sorted() == [], "unsafe outside the fence")
        #expect(Self.fenced.subtracting(found).sorted() == [], "listed, but no longer unsafe")
    }

    /// What each module may import (DESIGN, "Where things live"): downwards only.
    private static let layers: [String: Set<String>] = [
        "Kafka": ["CRdKafka", "Glibc"],
        "KafkaRuntime": [
            "CMalloc",
            "Dispatch", "Events", "Glibc", "Kafka", "Marketing", "Mathematics", "Streaming",
            "Synchronization",
            "Topology",
        ],
        "Mathematics": [],
        "Streaming": ["CXXHash", "Synchronization"],
        "Events": ["CSimdJSON", "Mathematics", "Streaming"],
        "Marketing": ["Events", "Mathematics", "Streaming"],
        "Fitting": ["CNLopt", "Marketing", "Mathematics"],
        "Topology": ["Events", "Marketing", "Mathematics", "Streaming"],
        "ReplayRuntime": [
            "CZlib", "Dispatch", "Events", "Glibc", "Marketing", "Mathematics", "Streaming", "Topology",
        ],
        "Operations": [
            "CYAML", "Events", "FoundationEssentials", "Glibc", "Marketing", "Mathematics", "Streaming",
            "Topology",
        ],
        "Market": ["Glibc", "Mathematics", "Streaming"],
        "weir": [
            "CSchemas", "Dispatch", "Events", "Fitting", "Foundation", "FoundationEssentials", "Glibc",
            "Kafka",
            "KafkaRuntime",
            "Market", "Marketing", "Mathematics", "Operations", "ReplayRuntime", "Streaming",
            "Synchronization", "Topology",
        ],
    ]

    @Test("a module imports only what lies below it", arguments: layers.keys.sorted())
    func imports(module: String) {
        for file in SourceTree.sources where file.module == module {
            for name in Self.imports(of: file) {
                #expect(Self.layers[module]?.contains(name) == true, "\(file.path) imports \(name)")
            }
        }
    }

    @Test("every module has its place in the layers")
    func modules() {
        #expect(Set(SourceTree.sources.map(\.module)) == Set(Self.layers.keys))
    }

    @Test(
        "the core reads no clock, no dice, no environment and no file",
        arguments: ["Streaming", "Mathematics", "Events", "Marketing", "Topology"])
    func pure(module: String) throws {
        let outside = try Regex(
            #"\bDate\(\)|\.now\b|\.random\b|\brandom\(|\bgetenv\(|\bProcessInfo\b|\bfopen\(|\bFileManager\b|SystemRandomNumberGenerator|\.shuffled\(\)|\.hashValue\b"#
        )
        for file in SourceTree.sources where file.module == module {
            for (number, line) in zip(1..., file.lines) {
                #expect(line.firstMatch(of: outside) == nil, "\(file.path):\(number): \(line)")
            }
        }
    }

    @Test("nothing is forced: no try!, no as!, no unchecked conformance without its reason")
    func forced() {
        for file in SourceTree.sources {
            for (number, line) in zip(1..., file.lines) {
                let forbidden = ["try!", "as!", "@unchecked Sendable", "Task.detached", "fatalError("]
                for word in forbidden where line.contains(word) && !line.contains("// Safe:") {
                    Issue.record("\(file.path):\(number): \(word)")
                }
            }
        }
    }

    @Test("no tabs, no blanks at line ends, one line feed at the end of a file")
    func blanks() {
        for file in SourceTree.swift {
            #expect(!file.text.contains("\t") && !file.text.contains(" \n"), "\(file.path)")
            #expect(file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n"), "\(file.path)")
        }
    }

    private static func words(_ file: SourceTree.File) -> Set<Substring> {
        var words: Set<Substring> = []
        for line in file.lines {
            let code = line.split(separator: "//", omittingEmptySubsequences: false)[0]
            words.formUnion(code.split { !($0.isLetter || $0.isNumber || $0 == "_") })
        }
        return words
    }

    private static func imports(of file: SourceTree.File) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ")
            let index = words.firstIndex(of: "import")
            guard let index,
                words[..<index].allSatisfy({ $0.hasPrefix("@") || Self.access.contains(String($0)) }),
                index + 1 < words.count
            else { return nil }
            return String(words[index + 1])
        }
    }

    private static let access: Set<String> = ["public", "internal", "private", "fileprivate", "package"]
}
