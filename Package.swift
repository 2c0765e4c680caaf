// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "weir",
    products: [.executable(name: "weir", targets: ["weir"])],
    targets: [
        // Debian's C libraries. scripts/libraries installs them.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CRdKafka"),
        .systemLibrary(name: "CNLopt"),
        .systemLibrary(name: "CXXHash"),
        .systemLibrary(name: "CYAML"),
        .systemLibrary(name: "CZlib"),
        .target(
            name: "CSimdJSON",
            cxxSettings: [.unsafeFlags(["-O3", "-fno-exceptions"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        // config/schemas, compiled in.
        .target(name: "CSchemas"),
        // The client of Kafka; knows nothing of Weir.
        .target(name: "Kafka", dependencies: ["CRdKafka"]),
        // The core: pure, no IO, no clock.
        .target(name: "Mathematics"),
        .target(name: "Streaming", dependencies: ["CXXHash"]),
        .target(name: "Events", dependencies: ["CSimdJSON", "Mathematics", "Streaming"]),
        .target(name: "Marketing", dependencies: ["Events", "Mathematics", "Streaming"]),
        .target(name: "Topology", dependencies: ["Events", "Marketing", "Mathematics", "Streaming"]),
        // Estimation from past orders: offline, so the C libraries' numbers may do.
        .target(name: "Fitting", dependencies: ["CNLopt", "Marketing", "Mathematics"]),
        // Around the core: drivers, configuration, the synthetic market.
        .target(
            name: "ReplayRuntime",
            dependencies: ["CZlib", "Events", "Marketing", "Mathematics", "Streaming", "Topology"]),
        .target(
            name: "KafkaRuntime",
            dependencies: ["CMalloc", "Events", "Kafka", "Marketing", "Mathematics", "Streaming", "Topology"]),
        .target(
            name: "Operations",
            dependencies: ["CYAML", "Events", "Marketing", "Mathematics", "Streaming", "Topology"]),
        .target(name: "Market", dependencies: ["Mathematics", "Streaming"]),
        .executableTarget(
            name: "weir",
            dependencies: [
                "CSchemas", "Events", "Fitting", "Kafka", "KafkaRuntime", "Market", "Marketing",
                "Mathematics",
                "Operations", "ReplayRuntime", "Streaming", "Topology",
            ]),
        // Benchmarks: no test and no user needs them; scripts/bench builds and runs them.
        .target(
            name: "CParseOnly",
            path: "Benchmarks/CParseOnly",
            cxxSettings: [.unsafeFlags(["-O3", "-march=native", "-fno-exceptions"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .executableTarget(
            name: "weir-bench",
            dependencies: [
                "CParseOnly", "Events", "Market", "Marketing", "Operations", "ReplayRuntime", "Streaming",
                "Topology",
            ],
            path: "Benchmarks/weir-bench"),
        // Tests: one target per module, the independent reference, and the house rules.
        .testTarget(name: "MathematicsTests", dependencies: ["Mathematics"], exclude: ["Fixtures"]),
        .testTarget(name: "StreamingTests", dependencies: ["Streaming"]),
        .testTarget(name: "EventsTests", dependencies: ["Events", "Streaming", "Mathematics"]),
        .testTarget(
            name: "MarketingTests",
            dependencies: ["Marketing", "Events", "Streaming", "Mathematics"]),
        .testTarget(name: "FittingTests", dependencies: ["Fitting", "Marketing", "Mathematics"]),
        .testTarget(
            name: "TopologyTests",
            dependencies: ["Topology", "Marketing", "Events", "Streaming", "Mathematics"]),
        .testTarget(
            name: "ReplayTests",
            dependencies: [
                "ReplayRuntime", "Operations", "Topology", "Marketing", "Events", "Streaming", "Mathematics",
            ]),
        .testTarget(
            name: "OperationsTests",
            dependencies: ["Operations", "Topology", "Marketing", "Events", "Streaming", "Mathematics"]),
        .testTarget(
            name: "CommandTests",
            dependencies: ["weir", "Events", "Kafka", "KafkaRuntime", "Market", "Operations", "Streaming"]),
        .testTarget(
            name: "SchemaTests",
            dependencies: [
                "weir", "Events", "Market", "Marketing", "Operations", "ReplayRuntime", "Streaming",
                "Topology",
            ],
            exclude: ["validate.py"]),
        .testTarget(name: "MarketTests", dependencies: ["Market", "Streaming", "Mathematics"]),
        // The second implementation of the rules, and a run of Weir beside it.
        .target(
            name: "ReferenceSupport",
            dependencies: ["Events", "Marketing", "Operations", "ReplayRuntime", "Streaming", "Topology"],
            path: "Tests/ReferenceSupport"),
        .testTarget(name: "ReferenceTests", dependencies: ["ReferenceSupport"]),
        // A real broker for tests, where scripts/kafka finds one.
        .target(name: "BrokerSupport", path: "Tests/BrokerSupport"),
        .testTarget(name: "KafkaTests", dependencies: ["BrokerSupport", "Kafka"]),
        .testTarget(
            name: "KafkaRuntimeTests",
            dependencies: ["Events", "Kafka", "KafkaRuntime", "Streaming", "Topology"]),
        // Worker processes on a real broker, beside the replay of the same records.
        .testTarget(
            name: "BrokerTests", dependencies: ["BrokerSupport", "Kafka", "ReferenceSupport", "weir"]),
        // What fuzzing runs: under libFuzzer by scripts/fuzz, and a little of it with the tests.
        .target(
            name: "FuzzSupport",
            dependencies: ["Events", "Marketing", "Mathematics", "Streaming", "Topology"],
            path: "Tests/FuzzSupport"),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzSupport"]),
        .testTarget(name: "TidyTests", dependencies: []),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17)

// Under libFuzzer: scripts/fuzz asks for it, and links the library.
let isFuzzed = Context.environment["WEIR_FUZZ"] == "1"
if isFuzzed {
    package.targets.append(
        .executableTarget(name: "weir-fuzz", dependencies: ["FuzzSupport"], path: "Tests/weir-fuzz"))
}

// Lanes on a simulated cluster. It sees into KafkaRuntime, which release builds do not allow, so that it is a part
// of its tests; scripts/simulate makes a program of it, and plants defects in what it runs.
let isSimulated = Context.environment["WEIR_SIMULATION"] == "1"
let isMutated = Context.environment["WEIR_MUTATIONS"] == "1"
let simulationDependencies: [Target.Dependency] = [
    "Events", "Kafka", "KafkaRuntime", "Marketing", "Streaming", "Topology",
]
if isSimulated {
    package.targets += [
        .target(
            name: "SimulationSupport", dependencies: simulationDependencies, path: "Tests/Simulation/Support"),
        .executableTarget(
            name: "weir-simulate", dependencies: ["SimulationSupport"], path: "Tests/weir-simulate"),
    ]
} else {
    package.targets.append(
        .testTarget(
            name: "SimulationTests", dependencies: simulationDependencies, path: "Tests/Simulation"))
}

for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
            .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
            .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
            .strictMemorySafety(),  // SE-0458: every unsafe use is spelled out
            .treatAllWarnings(as: .error),  // SE-0480
            // Generic containers are specialised in the modules that use them (12 times faster).
            .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
        ]
    if isSimulated {
        target.swiftSettings?.append(.unsafeFlags(["-enable-testing"], .when(configuration: .release)))
        if isMutated { target.swiftSettings?.append(.define("WEIR_MUTATIONS")) }
    }
    if isFuzzed { target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"])) }
}
