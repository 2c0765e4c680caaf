import Foundation
import Operations
import Testing

@Suite("An option of Kafka may stand in a file")
struct OptionFileTests {
    /// A directory of its own with one file; gone when the test is.
    private final class Secret {
        let directory = FileManager.default.temporaryDirectory.appending(path: "weir-\(UUID())")
        var path: String { directory.appending(path: "password").path }

        init(_ bytes: [UInt8]) throws {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data(bytes).write(to: directory.appending(path: "password"))
        }

        deinit { try? FileManager.default.removeItem(at: directory) }
    }

    @Test(
        "without the line feed at its end, and only one",
        arguments: [
            ("hunter2", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"),
            ("hunter2\n\n", "hunter2\n"), (" hunter2 ", " hunter2 "),
        ])
    func value(content: String, value: String) throws {
        let secret = try Secret(Array(content.utf8))
        let configuration = try Configuration.read(
            "kafka: {options: {sasl.password.file: \"\(secret.path)\"}}")
        #expect(configuration.deployment.options == ["sasl.password": value])
        #expect(!configuration.yaml.contains("hunter2") && !configuration.json.contains("hunter2"))
    }

    @Test("named by a variable or a flag, too, and relative to the file that names it")
    func origins() throws {
        let secret = try Secret(Array("hunter2".utf8))
        let options = "{sasl.password.file: \"\(secret.path)\"}"
        let variable = try Configuration.read("", environment: ["WEIR_KAFKA_OPTIONS": options])
        #expect(variable.deployment.options == ["sasl.password": "hunter2"])
        let flag = try Configuration.read("", flags: [("kafka.options.sasl.password.file", secret.path)])
        #expect(flag.deployment.options == ["sasl.password": "hunter2"])
        let file = secret.directory.appending(path: "weir.yaml")
        try Data("kafka: {options: {sasl.password.file: password}}".utf8).write(to: file)
        let relative = try Configuration.load(file: file.path, environment: [:], flags: [])
        #expect(relative.deployment.options == ["sasl.password": "hunter2"])
    }

    @Test("that is missing, empty or no text is a problem, and none of it is repeated")
    func problems() throws {
        #expect(
            Configuration.problems("kafka: {options: {sasl.password.file: /nowhere/password}}")
                == "weir.yaml:1:39: kafka.options.sasl.password.file: there is no such file")
        for content: [UInt8] in [[], [0x0A], [0x68, 0x75, 0xFF], [0x68, 0x00]] {
            let secret = try Secret(content)
            let problems = Configuration.problems(
                "kafka: {options: {sasl.password.file: \"\(secret.path)\"}}")
            #expect(problems.hasSuffix("the file holds no text; write the value into it"), "\(content)")
        }
    }

    @Test("beside the option itself, or of one that Weir sets, is a problem")
    func conflicts() {
        #expect(
            Configuration.problems("kafka: {options: {sasl.password: a, sasl.password.file: b}}")
                .hasSuffix("sasl.password is given, too; leave one of them out"))
        #expect(
            Configuration.problems("kafka: {options: {group.id.file: b}}")
                .contains("kafka.options.group.id.file: Weir sets this itself"))
    }

    @Test("unless librdkafka has an option of that name")
    func own() throws {
        let key = "sasl.oauthbearer.assertion.private.key.file"
        let configuration = try Configuration.read("kafka: {options: {\(key): /run/key.pem}}")
        #expect(configuration.deployment.options == [key: "/run/key.pem"])
    }
}
