extension Market {
    /// Which keys of consent somebody states on this page, as bits; none as a rule.
    ///
    /// The banner asks for all of them once. Later some change their mind about one, and back.
    mutating func statedConsent(_ index: Int) -> UInt8 {
        let denied = profiles[index].consent & Consent.all
        guard profiles[index].consent & Consent.asked != 0 else {
            guard office.chance(350) else { return 0 }
            profiles[index].consent = Consent.asked | firstAnswer()
            return Consent.all
        }
        guard office.chance(denied == 0 ? 10 : 70) else { return 0 }
        let key = denied == 0 ? objection() : denied & (0 &- denied)
        profiles[index].consent ^= key
        return key
    }

    /// What they deny when they are asked first; two in a hundred reject everything.
    private mutating func firstAnswer() -> UInt8 {
        if office.chance(18) { return Consent.all }
        var denied: UInt8 = 0
        if office.chance(20) { denied |= Consent.analytics }
        if office.chance(90) { denied |= Consent.marketing }
        if office.chance(140) { denied |= Consent.location }
        return denied
    }

    private mutating func objection() -> UInt8 {
        switch office.below(10) {
        case 0: Consent.analytics
        case ..<4: Consent.marketing
        default: Consent.location
        }
    }

    /// Writes the keys as they stand now; an empty object is how the banner says no to all.
    mutating func writeConsent(_ index: Int, stated keys: UInt8) {
        guard keys != 0 else { return }
        let denied = profiles[index].consent & Consent.all
        press.line.text(",\"consent\":{")
        if denied != Consent.all {
            var separator = "\""
            for (bit, name) in Consent.names.enumerated() where keys & (1 << UInt8(bit)) != 0 {
                press.line.text(separator)
                press.line.text(name)
                press.line.text(denied & (1 << UInt8(bit)) == 0 ? "\":true" : "\":false")
                separator = ",\""
            }
        }
        press.line.text("}")
    }
}
