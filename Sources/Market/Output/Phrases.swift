/// The members that come again in record after record, as bytes: to copy them is cheaper than to spell them.
struct Phrases {
    /// By `Act`.
    let acts = Act.allCases.map { Self.member("action", $0.name) }
    /// By `Device`; empty where there is none.
    let devices = Device.names.map { $0.isEmpty ? [] : Self.member("device", $0) }
    /// By persona; empty where the CRM has no segment.
    let segments = Persona.all.map { $0.segment.isEmpty ? [] : Self.member("segment", $0.segment) }
    /// By brand.
    let pools = Brand.all.map { Self.member("pool", $0.name) }
    /// By channel of the brand's own, see `Goods.salesChannels`.
    let channels = Goods.salesChannels.map { Self.member("channel", $0) }
    /// The same as where something was bought.
    let salesChannels = Goods.salesChannels.map { Self.member("sales_channel", $0) }

    private static func member(_ name: String, _ value: String) -> [UInt8] {
        Array(",\"\(name)\":\"\(value)\"".utf8)
    }
}
