internal import KafkaRuntime
internal import Operations
internal import Topology

extension TopicPlan {
    /// The plan of a configuration on a cluster of so many brokers.
    init(_ configuration: Configuration, brokers: Int) {
        let deployment = configuration.deployment
        let topics = deployment.topics
        var needs = Needs()
        needs.application = deployment.application
        needs.profilePartitions = configuration.settings.profilePartitions
        needs.poolPartitions = configuration.settings.poolPartitions
        needs.sources = [
            .init("clicks", topics.clicks), .init("purchases", topics.purchases),
            .init("beacons", topics.beacons), .init("unsubscribes", topics.unsubscribes),
        ]
        needs.campaigns = topics.campaigns
        needs.erasures = topics.erasures
        needs.outputs.metrics = topics.metrics
        needs.outputs.alerts = topics.alerts
        needs.outputs.budgetSignals = topics.budgetSignals
        needs.outputs.offers = topics.offers
        needs.outputs.late = topics.late
        needs.outputs.dead = topics.dead
        needs.isExactlyOnce = deployment.delivery == .exactlyOnce
        needs.brokers = brokers
        self.init(needs)
    }
}
