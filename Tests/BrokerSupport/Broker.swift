public import Foundation
internal import Glibc

/// A real broker for the tests of one process: started when the first test asks, gone with the process.
public struct Broker: Sendable {
    /// For `bootstrap.servers`.
    public let bootstrap: String
    /// Where it keeps its data and its log.
    public let directory: URL

    /// Whether a broker can be started here; for `.enabled(if:)`.
    public static let isAvailable: Bool = {
        (try? run(["available"]))?.status == 0
    }()

    private static let shared = Result { try start() }

    /// What went wrong with `scripts/kafka`.
    public struct Failure: Error, CustomStringConvertible {
        /// Its words.
        public var description: String
    }

    /// The broker, or a failure for the test that needs it.
    public static func get() throws -> Broker {
        try shared.get()
    }

    /// Stops and restarts the broker, or kills it: what `scripts/kafka` can do with one; of many, one by its
    /// number from 0, or all.
    public func perform(_ command: String, broker: Int? = nil) throws {
        let chosen = broker.map { ["--broker", String($0)] } ?? []
        let result = try Self.run([command, "--dir", directory.path] + chosen)
        guard result.status == 0 else { throw Failure(description: result.output) }
    }

    /// Runs one of Kafka's tools, and returns what it writes.
    public func tool(_ arguments: [String]) throws -> String {
        try Self.run(["tool"] + arguments).output
    }

    /// Whether a broker with TLS, SASL and an authorizer can be started: by the script beside the repository.
    public static let canBeSecure: Bool =
        isAvailable && (ProcessInfo.processInfo.environment["KAFKA_HOME"] ?? "").isEmpty

    /// Whether several brokers can be started, and one of them killed: by the same script.
    public static let canBeMany: Bool = canBeSecure

    /// Starts three brokers of which one may be missing, quick to notice it; they end with this process.
    public static func startThree() throws -> Broker {
        let properties = [
            "min.insync.replicas=2", "transaction.state.log.min.isr=2", "broker.session.timeout.ms=3000",
            "broker.heartbeat.interval.ms=500",
        ]
        return try start(["--brokers", "3"] + properties.flatMap { ["-o", $0] })
    }

    /// Starts a broker of its own that asks who is there; it ends with this process.
    ///
    /// SASL over TLS is three ports above that of the administrator, certificates are in `directory`/tls.
    public static func startSecure() throws -> Broker { try start(["--secure"]) }

    private static func start(_ options: [String] = []) throws -> Broker {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: unique("broker"))
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try leaveBehind(directory)
        let port = try freePort()
        let result = try run(["start", "--dir", directory.path, "--port", String(port)] + options)
        guard result.status == 0 else { throw Failure(description: result.output) }
        let bootstrap = result.output.split(separator: "\n").last { $0.hasPrefix("127.0.0.1:") }
        return Broker(bootstrap: bootstrap.map(String.init) ?? "127.0.0.1:\(port)", directory: directory)
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "scripts/kafka")

    /// Runs `scripts/kafka` to its end.
    ///
    /// Not with Foundation's Process: it waits for all who inherit its descriptors, and that is the broker.
    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let output = FileManager.default.temporaryDirectory.appending(path: unique("kafka-output"))
        defer { try? FileManager.default.removeItem(at: output) }
        let process = try spawn([script.path] + arguments, input: nil, output: output.path)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(description: "cannot wait for \(script.path)") }
        }
        let data = try FileHandle(forReadingFrom: output).readToEnd() ?? Data()
        return (status, String(decoding: data, as: UTF8.self))
    }

    /// Has a shell wait for the end of this process, however it ends, and stop the broker then: it reads from
    /// a pipe of which nobody but this process has the other end.
    private static func leaveBehind(_ directory: URL) throws {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
        defer { close(ends[0]) }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        let words = #"read -r _; "$0" kill --dir "$1"; rm -rf "$1""#
        let command = ["/usr/bin/setsid", "/bin/bash", "-c", words, script.path, directory.path]
        _ = try spawn(command, input: ends[0], output: "/dev/null")
    }

    /// Starts a command that has no descriptors but its input and its output.
    private static func spawn(_ command: [String], input: Int32?, output: String) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let input {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let closing =
            #"for f in /proc/$$/fd/*; do f=${f##*/}; if ((f > 2)); then eval "exec $f>&-"; fi; done; exec "$@""#
        let words = ["bash", "-c", closing, "bash"] + command
        var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let status = unsafe posix_spawn(&process, "/bin/bash", &actions, nil, &pointers, environ)
        guard status == 0 else { throw Failure(description: "cannot start \(command[0])") }
        return process
    }

    private static func unique(_ prefix: String) -> String {
        "\(prefix)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    }

    /// A port P such that P … P + 11 are free (three brokers take four each), below those that the kernel gives to connections.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 5000..<7990) * 4
            if (port..<port + 12).allSatisfy(isFree) { return port }
        }
        throw Failure(description: "no free port")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                unsafe bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) == 0
            }
        }
    }
}
