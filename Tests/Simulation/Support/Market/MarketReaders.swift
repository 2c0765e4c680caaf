import Marketing

@testable import KafkaRuntime

/// Campaigns and erasures in the plainest form: the text of their record.
enum MarketReaders {
    static let readers = TopicReaders(
        campaign: { key, value in
            let id = String(decoding: key, as: UTF8.self)
            guard let value else { return .success(CampaignRecord(id: id, campaign: nil)) }
            let pool = String(decoding: value, as: UTF8.self)
            guard pool != "bad" else { return .failure(RecordRefusal(code: "bad", message: "as planned")) }
            var campaign = Catalogue.Campaign()
            campaign.pool = pool
            return .success(CampaignRecord(id: id, campaign: campaign))
        },
        erasure: { value in
            guard let value, value.first != UInt8(ascii: "b") else {
                return .failure(RecordRefusal(code: "bad", message: "as planned"))
            }
            let isCustomer = value.first == UInt8(ascii: "k")
            return .success(
                ErasureRecord(customer: isCustomer ? value : nil, anonymous: isCustomer ? nil : value))
        })
}
