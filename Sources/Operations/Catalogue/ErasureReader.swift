/// Reads records of the `erasures` topic: whom to delete.
public enum ErasureReader {
    /// A request: at least one of the two ids.
    public struct Request: Equatable, Sendable {
        /// The customer id.
        public var customer: [UInt8]?
        /// The anonymous id.
        public var anonymous: [UInt8]?
    }

    /// Reads a record's value: `{"customer_id": "…"}`, `{"anonymous_id": "…"}`, or both.
    ///
    /// - Throws: where it is no such object; the problems name no id.
    public static func read(json: [UInt8]) throws(Problems) -> Request {
        let origin = Origin.file("record")
        let node: Node
        do throws(Problem) { node = try YAMLText.parse(json, from: origin, isJSON: true) } catch {
            throw Problems([error])
        }
        let problem = Problem(Place(origin: origin), "an object with customer_id or anonymous_id is expected")
        guard let entries = node.entries else { throw Problems([problem]) }
        func id(_ name: String) -> [UInt8]? {
            let text = entries.last { $0.key == name }?.value.text
            return text.flatMap { (1...256).contains($0.utf8.count) ? Array($0.utf8) : nil }
        }
        let request = Request(customer: id("customer_id"), anonymous: id("anonymous_id"))
        guard request.customer != nil || request.anonymous != nil else { throw Problems([problem]) }
        return request
    }
}
