/// The same configuration as Weir's own file (SPEC section 10).
extension ReferenceConfig {
    /// The keys that decide numbers; durations in whole seconds.
    var yaml: String {
        let windows = sliding.map { "{size: \(seconds($0.size)), every: \(seconds($0.every))}" }
        let zones = Self.map(timeZones.mapValues(Self.quoted))
        return """
            currency: \(Self.quoted(currency))
            rates: \(Self.map(rates))
            default_pool: \(Self.quoted(defaultPool))
            margin_rate: \(marginRate)
            primary_model: \(primaryModel)
            lateness: \(seconds(lateness))
            max_future_skew: \(seconds(maxFutureSkew))
            dedup_window: \(seconds(dedupWindow))
            windows: {aligned: \(Self.list(aligned.map(seconds))), sliding: \(Self.list(windows))}
            time_zone: \(timeZones.isEmpty ? Self.quoted(defaultTimeZone) : zones)
            lookback: \(Self.map(lookback.mapValues(seconds)))
            half_life: \(seconds(halfLife))
            touch_gap: \(seconds(touchGap))
            max_touches: \(maxTouches)
            refund_window: \(seconds(refundWindow))
            room_window: \(seconds(roomWindow))
            active_window: \(seconds(activeWindow))
            visit: \(Self.map(visitKeys))
            blocked_ids: \(Self.list(blockedIDs.map(Self.quoted)))
            consent_default: \(Self.map(consentDefault.mapValues { "\($0)" }))
            offline_channels: \(Self.list(offlineChannels.map(Self.quoted)))
            sales_channels: \(Self.list(salesChannels.map(Self.quoted)))
            lifetime: \(lifetime.yaml)
            churn: \(Self.map(churnKeys))

            """
    }

    private var visitKeys: [String: String] {
        [
            "gap": seconds(visit.gap), "enter_gap": seconds(visit.enterGap),
            "minimum_dwell": seconds(visit.minimumDwell),
            "enter_rssi": visit.enterRSSI.map { "\($0)" } ?? "null",
            "exit_rssi": visit.exitRSSI.map { "\($0)" } ?? "null",
        ]
    }

    private var churnKeys: [String: String] {
        [
            "k": churn.k.map { "\($0)" } ?? "null", "prior": Self.map(churn.prior.mapValues { "\($0)" }),
            "prior_default": "\(churn.priorDefault)", "prospect_value": "\(churn.prospectValue)",
            "severity": Self.map(churn.severity.mapValues { "\($0)" }),
        ]
    }

    private func seconds(_ milliseconds: Int64) -> String {
        precondition(milliseconds % 1000 == 0, "a duration of whole seconds")
        return "\(milliseconds / 1000)s"
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }

    private static func list(_ elements: [String]) -> String { "[\(elements.joined(separator: ", "))]" }

    fileprivate static func map(_ entries: [String: String]) -> String {
        let members = entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return "{\(members.joined(separator: ", "))}"
    }
}

extension PlainLifetimes {
    fileprivate var yaml: String {
        switch self {
        case .none: "null"
        case .one(let lifetime): lifetime.yaml
        case .byPool(let pools): ReferenceConfig.map(pools.mapValues(\.yaml))
        }
    }
}

extension PlainLifetime {
    fileprivate var yaml: String {
        let keys = ["r": r, "alpha": alpha, "a": a, "b": b, "p": p, "q": q, "v": v]
        return ReferenceConfig.map(keys.mapValues { "\($0)" })
    }
}
