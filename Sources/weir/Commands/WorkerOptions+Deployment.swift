internal import Events
internal import Glibc
internal import KafkaRuntime
internal import Marketing
internal import Operations

extension WorkerOptions {
    /// Where and how a worker runs, by the configuration.
    init(_ deployment: Deployment) {
        self.init()
        bootstrap = deployment.bootstrap
        clientOptions = deployment.options
        application = deployment.application
        instance = deployment.instance ?? Self.hostName
        lanes = deployment.lanes
        sources = [
            .clicks: deployment.topics.clicks, .purchases: deployment.topics.purchases,
            .beacons: deployment.topics.beacons, .unsubscribes: deployment.topics.unsubscribes,
        ]
        campaigns = deployment.topics.campaigns
        erasures = deployment.topics.erasures
        outputs.metrics = deployment.topics.metrics
        outputs.late = deployment.topics.late
        outputs.dead = deployment.topics.dead
        isAtLeastOnce = deployment.delivery == .atLeastOnce
        commitInterval = deployment.commitInterval
        maxLead = deployment.maxLead
        memoryLimit = deployment.memoryLimit
        workDirectory = deployment.workDirectory
    }

    /// The machine's name; in a container it is the pod's.
    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "worker" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension TopicReaders {
    /// Readers that know the channels of the catalogue file.
    init(_ catalogue: Catalogue) {
        let aliases = CatalogueReader.aliases(of: catalogue)
        self.init(
            campaign: { key, value in
                guard (1...128).contains(key.count), let id = String(validating: key, as: UTF8.self) else {
                    return .failure(
                        RecordRefusal(
                            code: "campaign_id",
                            message: "the record's key is no campaign id of 1 to 128 bytes"))
                }
                guard let value else { return .success(CampaignRecord(id: id, campaign: nil)) }
                do throws(Problems) {
                    let campaign = try CatalogueReader.campaign(json: value, aliases: aliases)
                    return .success(CampaignRecord(id: id, campaign: campaign))
                } catch {
                    let problem = error.all.first
                    return .failure(
                        RecordRefusal(
                            code: "campaign", message: problem.map { "\($0)" } ?? "no campaign", field: nil))
                }
            },
            erasure: { value in
                do throws(Problems) {
                    let request = try ErasureReader.read(json: value ?? [])
                    return .success(ErasureRecord(customer: request.customer, anonymous: request.anonymous))
                } catch {
                    return .failure(
                        RecordRefusal(
                            code: "erasure",
                            message: "a JSON object with customer_id or anonymous_id, of 1 to 256 bytes each")
                    )
                }
            })
    }
}
