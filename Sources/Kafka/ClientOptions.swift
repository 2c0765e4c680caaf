/// The properties of librdkafka for one client, by their names in its CONFIGURATION.md.
///
/// Values may be secrets: nothing here prints them, and no error holds one.
public struct ClientOptions: Sendable, CustomStringConvertible {
    /// All properties.
    public var properties: [String: String]

    /// Starts with these properties.
    public init(_ properties: [String: String] = [:]) {
        self.properties = properties
    }

    /// The value of a property; nil leaves it to librdkafka.
    public subscript(_ name: String) -> String? {
        get { properties[name] }
        set { properties[name] = newValue }
    }

    /// Sets a property.
    public mutating func set(_ name: String, _ value: String) {
        properties[name] = value
    }

    /// These options with others over them.
    public func merging(_ others: [String: String]) -> Self {
        Self(properties.merging(others) { _, new in new })
    }

    /// The names only.
    public var description: String { "ClientOptions(\(properties.keys.sorted().joined(separator: ", ")))" }
}
