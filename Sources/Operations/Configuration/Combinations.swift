internal import Events
internal import Streaming

/// What each value allows, but all together do not.
enum Combinations {
    /// Reports every impossible combination, at the value that should change.
    static func check(_ settings: inout SettingReader, _ events: EventRules, _ deployment: Deployment) {
        checkIdleness(&settings, events, deployment)
        checkTopics(&settings, deployment)
    }

    private static func checkIdleness(
        _ settings: inout SettingReader, _ events: EventRules, _ deployment: Deployment
    ) {
        guard let idle = deployment.idleTimeout else { return }
        if idle >= events.lateness {
            settings.report(
                "idle_timeout", with: "lateness",
                "\(DurationText.text(idle)) is not less than lateness (\(DurationText.text(events.lateness)));"
                    + " shorten it, lengthen lateness, or write never")
        }
        if deployment.commitInterval * 4 > idle {
            settings.report(
                "commit_interval", with: "idle_timeout",
                "\(DurationText.text(deployment.commitInterval)) is more than a quarter of idle_timeout"
                    + " (\(DurationText.text(idle))), in which a partition must be heard; shorten it")
        }
    }

    /// A topic that is read twice counts twice, and one that is read and written never ends.
    private static func checkTopics(_ settings: inout SettingReader, _ deployment: Deployment) {
        var first: [String: String] = [:]
        for (path, name) in deployment.topics.named where !name.isEmpty {
            if !Deployment.isTopicName(name) || name.utf8.count > 249 {
                settings.report(
                    path,
                    "\"\(name.prefix(40))\" is not a topic's name: letters, digits, \".\", \"_\" and \"-\"")
            } else if isInternal(name, deployment.application) {
                settings.report(path, "\"\(name)\" is an internal topic of Weir; choose another name")
            } else if let other = first[name], other != path {
                settings.report(path, "\"\(name)\" is given for \(other), too; choose another name")
            }
            first[name] = path
        }
        let topics = deployment.topics
        if topics.clicks.isEmpty, topics.purchases.isEmpty, topics.beacons.isEmpty,
            topics.unsubscribes.isEmpty
        {
            settings.report("topics.clicks", "all four streams are absent; name a topic of one at least")
        }
    }

    private static func isInternal(_ name: String, _ application: String) -> Bool {
        ["visitors", "journeys", "facts", "state"].contains { stage in
            name == "\(application).\(stage)" || name.hasPrefix("\(application).\(stage).")
        }
    }
}
