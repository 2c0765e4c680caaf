/// Who an event belongs to, what it is known by, and what its profile allows.
extension ReferenceEngine {
    /// "The customer if the event names one, else what the anonymous id is linked to, else the anonymous id".
    func profileName(of event: PlainEvent) -> ProfileName? {
        if let customer = event.fields.customer { return .customer(customer) }
        guard let anonymous = event.fields.anonymous else { return nil }
        if let customer = links[anonymous] { return .customer(customer) }
        return .anonymous(anonymous)
    }

    /// The profile whose history the event joins: none for a guest.
    ///
    /// "Without `analytics` an event is processed as a guest's".
    func keptProfile(of event: PlainEvent) -> ProfileName? {
        allows("analytics", event) ? profileName(of: event) : nil
    }

    // MARK: Deduplication

    /// "Stream and `event_id`, within the anonymous id and within the customer, each where there is one (an
    /// anonymous id's link counts; cost reports: within the campaign)." A guest's event is known by its name.
    func isDuplicate(_ event: PlainEvent) -> Bool {
        let identity = Identity.event(event.stream, event.hash)
        if event.isCostReport, let campaign = event.fields.campaign {
            return identities.knows(identity, in: .campaign(campaign), at: event.bookingTime)
        }
        if keptProfile(of: event) == nil, identities.knows(identity, in: .guest, at: event.bookingTime) {
            return true
        }
        return profileScopes(event).contains { scope in
            identitiesOf(event).contains { identities.knows($0, in: scope, at: event.bookingTime) }
        }
    }

    private func identitiesOf(_ event: PlainEvent) -> [Identity] {
        let identity = Identity.event(event.stream, event.hash)
        if case .purchase(let purchase) = event.body, purchase.kind != .refund {
            return [identity, .order(purchase.orderID, purchase.kind)]
        }
        return [identity]
    }

    private func profileScopes(_ event: PlainEvent) -> [IdentityScope] {
        var names: Set<ProfileName> = []
        if let anonymous = event.fields.anonymous { names.insert(.anonymous(anonymous)) }
        if let name = profileName(of: event) { names.insert(name) }
        return names.map(IdentityScope.profile)
    }

    mutating func rememberReport(_ event: PlainEvent) {
        guard let campaign = event.fields.campaign else { return }
        let identity = Identity.event(event.stream, event.hash)
        identities.remember(identity, in: .campaign(campaign), at: event.bookingTime)
    }

    /// A guest "keeps nothing but that name"; what it ordered is not known again.
    mutating func remember(_ event: PlainEvent) {
        guard keptProfile(of: event) != nil else {
            identities.remember(.event(event.stream, event.hash), in: .guest, at: event.bookingTime)
            return
        }
        for scope in profileScopes(event) {
            for identity in identitiesOf(event) {
                identities.remember(identity, in: scope, at: event.bookingTime)
            }
        }
    }

    // MARK: Links

    /// "An event with both ids links them at its own time: what the anonymous id has done so far joins the
    /// customer's journey before the event is processed … A second link of the same anonymous id to another
    /// customer redirects only what comes after".
    mutating func link(_ event: PlainEvent) {
        guard let anonymous = event.fields.anonymous, let customer = event.fields.customer else { return }
        let isFirst = links[anonymous] == nil
        links[anonymous] = customer
        guard isFirst else { return }
        let name = ProfileName.customer(customer)
        let former = profiles.removeValue(forKey: .anonymous(anonymous)) ?? PlainProfile()
        profiles[name, default: PlainProfile()].join(former, maxTouches: config.maxTouches)
        identities.join(anonymous, into: customer)
        dropWhereDenied(name)
    }

    // MARK: Consent

    /// "`consent` … on any event updates the profile, before the event is processed, and stays".
    mutating func applyConsent(_ event: PlainEvent, sequence: Int) {
        guard let name = profileName(of: event), let consent = event.fields.consent else { return }
        for (key, allowed) in consent {
            let word = PlainProfile.Word(allowed: allowed, sequence: sequence)
            profiles[name, default: PlainProfile()].consent[key] = word
        }
        dropWhereDenied(name)
    }

    /// "Keys never given follow `consent_default`".
    func allows(_ key: String, _ event: PlainEvent) -> Bool {
        allows(key, profileName(of: event))
    }

    private func allows(_ key: String, _ name: ProfileName?) -> Bool {
        let standard = config.consentDefault[key] ?? true
        guard let name else { return standard }
        return profiles[name]?.consent[key]?.allowed ?? standard
    }

    /// "From the event that denies it everything kept of the profile is dropped, unbooked, but its consent and
    /// links." Its known ids go with it, those under its anonymous ids as well.
    private mutating func dropWhereDenied(_ name: ProfileName) {
        guard !allows("analytics", name) else { return }
        profiles[name]?.drop()
        identities.forget(name)
        guard case .customer(let customer) = name else { return }
        for (anonymous, owner) in links where owner == customer { identities.forget(.anonymous(anonymous)) }
    }
}
