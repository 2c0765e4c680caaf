import Streaming

extension Market {
    /// Lets everybody be born.
    mutating func populate() {
        let shares = Persona.all.map(\.share)
        let brands = Brand.all.prefix(options.pools).map(\.share)
        let personas = Persona.all
        profiles.reserveCapacity(options.profiles)
        for _ in 0..<options.profiles {
            var profile = Profile()
            profile.persona = UInt8(random.pick(shares))
            let persona = personas[Int(profile.persona)]
            profile.pool = UInt8(random.pick(brands))
            profile.store = UInt8(random.below(goods.stores.count))
            profile.intent = UInt8(random.below(70))
            profile.devices = devices(of: persona)
            for (bit, share) in persona.lists.enumerated() where random.chance(share) {
                profile.subscriptions |= 1 << UInt8(bit)
            }
            profile.currency = currency(of: profile.pool)
            profiles.append(profile)
        }
    }

    /// One device surely, others perhaps; on one of them some are logged in from the start.
    private mutating func devices(of persona: Persona) -> UInt8 {
        var devices: UInt8 = 1 << UInt8(random.pick(persona.devices))
        for device in 0..<3 where random.below(40) < Int(persona.devices[device]) {
            devices |= 1 << UInt8(device)
        }
        if random.chance(persona.login / 2) { devices |= devices << 4 & 0x70 }
        return devices
    }

    /// Most pay in euros; the second brand has neighbours.
    private mutating func currency(of pool: UInt8) -> UInt8 {
        let draw = random.below(100)
        if pool == 1 { return draw < 78 ? 0 : draw < 85 ? 1 : 2 }
        return draw < 93 ? 0 : draw < 98 ? 1 : 2
    }

    /// A device that they have in the hand; sometimes one that refuses cookies.
    mutating func device(of profile: Profile) -> UInt8 {
        let draw = random.below(100)
        if draw < 3 { return Device.none }
        for attempt in 0..<3 {
            let device = UInt8((draw + attempt) % 3)
            if profile.devices & (1 << device) != 0 { return device }
        }
        return Device.mobile
    }

    /// The hour of the run.
    func hour(at time: Milliseconds) -> Int { Int((time - options.start) / .hour) }
}
