import Streaming

/// The actions of the click stream, by their names there.
enum Act: String {
    case view, click, search, like, share, lead, scan, call, cart, checkout, impression, open, send, bounce
    case rating, complaint
}

extension Market {
    /// Who it was: as much as the device knows.
    mutating func identify(_ profile: Int, on device: UInt8) {
        guard device != Device.none else { return }
        if profiles[profile].isKnown(on: device) { customer(profile) }
        guard device != Device.desk else { return }
        press.line.text(",\"anonymous_id\":\"a")
        // Tablets lie about in families: two people, one cookie.
        let owner = device == Device.tablet ? profile & ~1 : profile
        press.line.padded(owner, digits: 7)
        press.line.text(Device.letters[Int(device)])
        press.line.text("\"")
    }

    /// The customer's number.
    mutating func customer(_ profile: Int, as field: String = ",\"customer_id\":\"u") {
        press.line.text(field)
        press.line.padded(profile, digits: 7)
        press.line.text("\"")
    }

    /// Brand, segment and device of the person.
    mutating func describe(_ profile: Int, on device: UInt8) {
        if device != Device.desk {
            press.line.text(",\"device\":\"")
            press.line.text(Device.names[Int(device)])
            press.line.text("\"")
        }
        let segment = Persona.all[Int(profiles[profile].persona)].segment
        if profiles[profile].isKnown(on: device), !segment.isEmpty {
            press.line.text(",\"segment\":\"")
            press.line.text(segment)
            press.line.text("\"")
        }
    }

    /// The partition that a producer would choose: by the id that it knows.
    func key(_ profile: Int, on device: UInt8) -> Int {
        profiles[profile].isKnown(on: device) ? profile : profile &* 31 &+ Int(device) &+ 7
    }

    /// Begins a click-stream record of a person, at the campaign or on the brand's own pages.
    mutating func beginTouch(_ act: Act, _ timer: Appointment, touchpoint: String?) {
        let profile = Int(timer.profile)
        press.begin(.clicks, at: timer.time)
        press.line.text(",\"action\":\"")
        press.line.text(act.rawValue)
        press.line.text("\"")
        identify(profile, on: timer.device)
        if timer.campaign != CampaignTable.none {
            press.line.fragment(table.texts[Int(timer.campaign)])
        } else {
            press.line.text(",\"pool\":\"")
            press.line.text(Brand.all[Int(profiles[profile].pool)].name)
            press.line.text("\",\"channel\":\"")
            press.line.text(Goods.salesChannels[Int(timer.place)])
            press.line.text("\"")
        }
        if let touchpoint {
            press.line.text(",\"touchpoint\":\"")
            press.line.text(touchpoint)
            press.line.text("\"")
        }
        describe(profile, on: timer.device)
    }

    /// Ends a click-stream record of a person.
    mutating func endTouch(_ timer: Appointment, isMessage: Bool = false) {
        let key = key(Int(timer.profile), on: timer.device)
        press.end(.clicks, at: timer.time, key: key, isMessage: isMessage, summary: &summary)
    }

    /// A whole click-stream record of a person.
    mutating func touch(_ act: Act, _ timer: Appointment, touchpoint: String? = nil, isMessage: Bool = false)
    {
        beginTouch(act, timer, touchpoint: touchpoint)
        endTouch(timer, isMessage: isMessage)
    }
}
