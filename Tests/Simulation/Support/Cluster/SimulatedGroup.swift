import Kafka
import Streaming

/// How members join.
struct GroupRules {
    /// With a `group.instance.id`, as Weir always has; without, the broker lets one kind of zombie through.
    var isStatic = true
    var session: Milliseconds = 6_000
}

/// The classic group protocol with an eager `roundrobin`: members, generations, committed offsets.
final class SimulatedGroup {
    enum Answer: Equatable {
        case fine
        case rebalance
        case illegalGeneration
        case unknownMember
        case fencedInstance
    }

    private struct Member {
        var id: String
        var subscription: [String]
        var heard: Milliseconds
        /// It waits for the next generation.
        var isJoining: Bool
    }

    let world: World
    let rules: GroupRules
    var topics: [String: Int] = [:]
    private(set) var generation = 0
    private(set) var rebalances = 0
    /// By instance; that of a dynamic member is its id.
    private var members: [String: Member] = [:]
    private var assignments: [String: [TopicPartition]] = [:]
    private var deadline: Milliseconds?
    private var serial = 0
    /// Until when the coordinator is away.
    var downUntil: Milliseconds = 0

    /// Offsets and what stands beside them.
    private(set) var committed: [TopicPartition: PartitionOffset] = [:]
    private var pending: [Int: [TopicPartition: PartitionOffset]] = [:]

    init(_ world: World, rules: GroupRules) {
        self.world = world
        self.rules = rules
        watch()
    }

    // MARK: Membership

    /// A member asks to join; its id.
    func join(_ instance: String, id: String?, subscription: [String]) -> String {
        if let id, members[instance]?.id == id {
            members[instance]?.heard = world.now
            members[instance]?.isJoining = true
            completeIfAllJoined()
            return id
        }
        serial += 1
        let id = "\(instance)#\(serial)"
        let isKnown = members[instance] != nil
        // A static member that comes back has what it had, and nobody else hears of it.
        members[instance] = Member(id: id, subscription: subscription, heard: world.now, isJoining: true)
        if isKnown, deadline == nil { return id }
        rebalance()
        completeIfAllJoined()
        return id
    }

    /// What a member that joined has got; nil while the group waits for others.
    func synchronise(_ instance: String, id: String) -> (generation: Int, partitions: [TopicPartition])? {
        guard members[instance]?.id == id, deadline == nil else { return nil }
        members[instance]?.isJoining = false
        members[instance]?.heard = world.now
        return (generation, assignments[instance] ?? [])
    }

    func heartbeat(_ instance: String, id: String, generation: Int) -> Answer {
        guard let member = members[instance] else { return .unknownMember }
        guard member.id == id else { return rules.isStatic ? .fencedInstance : .unknownMember }
        members[instance]?.heard = world.now
        if deadline != nil { return member.isJoining ? .fine : .rebalance }
        return generation == self.generation ? .fine : .illegalGeneration
    }

    func leave(_ instance: String, id: String) {
        guard members[instance]?.id == id else { return }
        remove(instance)
    }

    /// All have to join anew: what a new subscription or an administrator brings about.
    func rebalance() {
        guard deadline == nil else { return }
        rebalances += 1
        deadline = world.now + rules.session
        world.note("group", "rebalances")
    }

    private func remove(_ instance: String) {
        members[instance] = nil
        assignments[instance] = nil
        world.note("group", "loses \(instance)")
        guard !members.isEmpty else { return deadline = nil }
        rebalance()
        completeIfAllJoined()
    }

    private func completeIfAllJoined() {
        guard deadline != nil, members.values.allSatisfy(\.isJoining) else { return }
        complete()
    }

    /// A new generation: static members that did not come keep a share, until their session ends.
    private func complete() {
        deadline = nil
        if !rules.isStatic {
            for instance in members.keys.sorted() where members[instance]?.isJoining == false {
                members[instance] = nil
                world.note("group", "drops \(instance)")
            }
        }
        generation += 1
        let names = members.keys.sorted()
        assignments = [:]
        guard !names.isEmpty else { return }
        var next = 0
        for topic in topics.keys.sorted() {
            for number in 0..<Int32(topics[topic] ?? 0) {
                let owners = names.filter { members[$0]?.subscription.contains(topic) == true }
                guard !owners.isEmpty else { continue }
                assignments[owners[next % owners.count], default: []].append(TopicPartition(topic, number))
                next += 1
            }
        }
        world.note("group", "generation \(generation) of \(names)")
    }

    /// Looks for members that were not heard; a coordinator that was away knows nothing of that time.
    private func watch() {
        defer { world.after(250) { [unowned self] in watch() } }
        guard world.now >= downUntil else {
            for instance in members.keys { members[instance]?.heard = world.now }
            return
        }
        for instance in members.keys.sorted() {
            guard let member = members[instance], !member.isJoining || deadline == nil else { continue }
            if world.now - member.heard > rules.session { remove(instance) }
        }
        if let deadline, world.now >= deadline, members.values.contains(where: \.isJoining) { complete() }
    }

    // MARK: Offsets

    /// Offsets of a transaction, as a member of a generation; they hold once its marker comes.
    func accept(
        _ offsets: [PartitionOffset], of producer: Int, instance: String, id: String, generation: Int
    ) -> Answer {
        if rules.isStatic || generation >= 0 || !id.isEmpty {
            guard let member = members[instance] else { return .unknownMember }
            guard member.id == id else { return rules.isStatic ? .fencedInstance : .unknownMember }
            guard generation == self.generation else { return .illegalGeneration }
        }
        // The hole of classic groups: nobody, of no generation, is not checked.
        for offset in offsets { pending[producer, default: [:]][offset.partition] = offset }
        return .fine
    }

    func settle(_ producer: Int, isCommit: Bool) {
        let offsets = pending.removeValue(forKey: producer) ?? [:]
        if isCommit { committed.merge(offsets) { _, new in new } }
    }

    /// Whether a transaction that is not settled has an offset of the partition.
    func isUnstable(_ partition: TopicPartition) -> Bool {
        pending.values.contains { $0[partition] != nil }
    }
}
