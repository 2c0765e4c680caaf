import Foundation
import Marketing
import Testing
import Topology

@testable import Operations

@Suite("The reference file and what is built in say the same")
struct ReferenceFileTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func reference() throws -> Configuration {
        let file = Self.root.appending(path: "config/weir.yaml").path
        return try Configuration.load(file: file, environment: [:], flags: [])
    }

    @Test("weir.yaml holds every key, and each has its default")
    func everyKey() throws {
        let reference = try reference()
        let builtIn = try Configuration.load(file: nil, environment: [:], flags: [])
        for key in ConfigurationKey.all {
            let written = try #require(reference.values[key.path])
            let standard = try #require(builtIn.values[key.path])
            #expect(written.withoutPlaces == standard.withoutPlaces, "\(key.path)")
            guard case .file = written.place.origin else {
                Issue.record("\(key.path) is missing in weir.yaml")
                continue
            }
        }
        #expect(reference.settings.digest == builtIn.settings.digest)
        #expect(reference.deployment == builtIn.deployment)
        #expect(reference.deployment == Deployment())
    }

    @Test("the contracts' own defaults are those of the reference")
    func contracts() throws {
        var plain = try reference()
        let digest = plain.digest
        plain.settings = Settings()
        #expect(plain.digest == digest)
    }

    @Test("the example catalogue is one")
    func catalogue() throws {
        let file = Self.root.appending(path: "config/campaigns.yaml").path
        let catalogue = try CatalogueReader.load(file: file)
        #expect(catalogue.campaigns.count == 4)
        #expect(catalogue.campaigns["spring-mail"]?.channel == "email")
    }

    @Test("every key has a variable of its own, which is no group's")
    func variables() {
        let variables =
            ConfigurationKey.all.map(\.variable) + ConfigurationKey.groups.map(ConfigurationKey.variable)
        #expect(Set(variables).count == variables.count)
        #expect(variables.contains("WEIR_KAFKA_BOOTSTRAP"))
    }

    @Test("what is shown can be read back, and names the origins")
    func show() throws {
        let configuration = try Configuration.read(
            "instance: \"007\"\nblocked_ids: [\"0\", \"a: b\", \"#\", \"é\"]\nrates: {USD: 0.92}",
            environment: ["WEIR_LATENESS": "1m"],
            flags: [("rates.CHF", "1.05"), ("topics.clicks", "a,b"), ("visit.enter_rssi", "-70")])
        let yaml = configuration.yaml
        #expect(yaml.contains("lateness: 1m  # WEIR_LATENESS\n"))
        #expect(yaml.contains("rates:\n  USD: 0.92  # weir.yaml\n  CHF: 1.05  # --rates.CHF\n"))
        let again = try Configuration.read(yaml)
        #expect(again.settings.digest == configuration.settings.digest)
        #expect(again.deployment == configuration.deployment)
        let json = try JSONText.parse(Array(configuration.json.utf8), from: .builtIn)
        #expect(json.entries?.count == ConfigurationKey.all.count)
    }

    @Test("secrets are not shown")
    func secrets() throws {
        let options = "{sasl.password: hunter2, ssl.key.pem: hunter2, client.rack: a}"
        let configuration = try Configuration.read("kafka: {options: \(options)}")
        #expect(configuration.deployment.options["sasl.password"] == "hunter2")
        #expect(!configuration.yaml.contains("hunter2") && !configuration.json.contains("hunter2"))
        #expect(configuration.yaml.contains("client.rack: a  # weir.yaml"))
    }
}

extension Node {
    /// The same value as if nobody knew where it was written.
    fileprivate var withoutPlaces: Node {
        var node = self
        node.place = Place(origin: .builtIn)
        switch content {
        case .scalar: break
        case .sequence(let items): node.content = .sequence(items.map(\.withoutPlaces))
        case .mapping(let entries):
            node.content = .mapping(
                entries.map { .init(key: $0.key, place: node.place, value: $0.value.withoutPlaces) })
        }
        return node
    }
}
