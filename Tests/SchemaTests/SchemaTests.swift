import Events
import Foundation
import Marketing
import Testing

@testable import weir

@Suite("The schemas say what the program does")
struct SchemaTests {
    @Test("what is compiled in is config/schemas, byte for byte")
    func compiled() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Validation.schemas.path)
        #expect(Set(files) == Set(Schema.all.map { "\($0.name).json" }))
        for schema in Schema.all {
            let file = Validation.schemas.appending(path: "\(schema.name).json")
            #expect(try String(contentsOf: file, encoding: .utf8) == schema.text, "\(schema.name)")
        }
    }

    @Test("each is a schema, and takes its own examples")
    func examples() throws {
        let answers = try Validation.examples()
        #expect(answers.count >= Schema.all.count)
        for answer in answers { #expect(answer.hasSuffix(": ok")) }
    }

    @Test("each says what it is, and so do its fields", arguments: Schema.all.map(\.name))
    func described(name: String) throws {
        let tree = try SchemaTree(name)
        #expect(tree["$id"] as? String == "urn:weir:schema:\(name)")
        #expect((tree["title"] as? String)?.hasPrefix("Weir ") == true)
        #expect((tree["description"] as? String)?.count ?? 0 > 50)
        for property in tree.names("properties") {
            let path = "properties/\(property)"
            let said = tree["\(path)/title"] ?? tree["\(path)/description"] ?? tree["\(path)/$ref"]
            #expect(said != nil, "\(path)")
        }
    }

    @Test("an input has the fields that its decoder reads", arguments: Events.Stream.allCases)
    func fields(stream: Events.Stream) throws {
        let tree = try SchemaTree(stream.name)
        let listed = InputField.allCases.filter { InputFields.listed(by: stream).contains($0) }
        #expect(tree.names("properties") == Set(listed.map(\.name)))
        let clicks = try SchemaTree("clicks")
        for field in listed where InputFields.common.contains(field) {
            if stream == .unsubscribes, field == .channel { continue }
            let path = "properties/\(field.name)"
            #expect(
                (tree[path] as? NSDictionary) == (clicks[path] as? NSDictionary), "\(stream) \(field.name)")
        }
    }

    @Test("words are those of the vocabulary")
    func words() throws {
        #expect(
            try SchemaTree("clicks").words("properties/action/enum")
                == Action.allCases.map(\.name).sorted {
                    Self.order($0) < Self.order($1)
                })
        #expect(
            try SchemaTree("purchases").words("properties/kind/enum") == PurchaseKind.allCases.map(\.name))
        #expect(
            try SchemaTree("beacons").words("properties/signal/enum") == BeaconSignal.allCases.map(\.name))
        #expect(
            try SchemaTree("beacons").words("properties/sensor/examples")
                == BeaconSensor.allCases.map(\.name))
        #expect(
            try SchemaTree("unsubscribes").words("properties/kind/enum") == AnswerKind.allCases.map(\.name))
        #expect(try SchemaTree("unsubscribes").words("properties/channel/enum") == Words.leavable)
    }

    private static func order(_ action: String) -> Int {
        Action.allCases.firstIndex { $0.name == action } ?? .max
    }

    @Test("a catalogue's campaign is the topic's campaign")
    func campaign() throws {
        let topic = try SchemaTree("campaign")
        let file = try SchemaTree("catalogue")
        for part in ["properties", "required", "additionalProperties", "type", "examples"] {
            #expect(
                (topic[part] as? NSObject) == (file["$defs/campaign/\(part)"] as? NSObject), "\(part)")
        }
        for name in topic.names("$defs") {
            #expect((topic["$defs/\(name)"] as? NSObject) == (file["$defs/\(name)"] as? NSObject))
        }
    }

    @Test("every measure, dimension and code has its place")
    func outputs() throws {
        let metrics = try SchemaTree("metrics")
        let places = ["counts", "credit", "money", "aida", "dwell", "delivery", "paths"]
        let known = places.reduce(into: Set<String>()) {
            $0.formUnion(metrics.names("properties/\($1)/properties"))
        }
        #expect(Set(Measure.allCases.map(\.name)).subtracting(known) == [])
        let dimensions = metrics.words("properties/dimension/enum")
        #expect(Set(Dimension.allCases.filter(\.isShown).map(\.name)).subtracting(dimensions) == [])
        let codes = try SchemaTree("dead-letters")
            .words("$defs/headers/properties/weir.error.code/enum")
        #expect(Set(DeadLetterCode.allCases.map(\.name)).subtracting(codes) == [])
    }
}
