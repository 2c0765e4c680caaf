import Streaming

/// The actions of the click stream, by their names there.
enum Act: Int, CaseIterable {
    case view, click, search, like, share, lead, scan, call, cart, checkout, impression, open, send, bounce
    case rating, complaint

    /// The name.
    var name: String { "\(self)" }
}

extension Market {
    /// Who it was: as much as the device knows.
    mutating func identify(_ profile: Int, on device: UInt8) {
        if profiles[profile].isKnown(on: device) { customer(profile) }
        guard let letter = Device.letters[Int(device)] else { return }
        press.line.text(",\"anonymous_id\":\"a")
        // Tablets lie about in families: two people, one cookie.
        press.line.padded(Device.isShared(device) ? profile & ~1 : profile, digits: 7)
        press.line.byte(letter)
        press.line.byte(UInt8(ascii: "\""))
    }

    /// The customer's number.
    mutating func customer(_ profile: Int, as field: String = ",\"customer_id\":\"u") {
        press.line.text(field)
        press.line.padded(profile, digits: 7)
        press.line.text("\"")
    }

    /// Device and segment of the person.
    ///
    /// The CRM writes its segment on what it sends; elsewhere only some pages carry it.
    mutating func describe(_ profile: Int, on device: UInt8) {
        press.line.fragment(phrases.devices[Int(device)])
        guard profiles[profile].isKnown(on: device) else { return }
        if device == Device.desk || office.chance(300) {
            press.line.fragment(phrases.segments[Int(profiles[profile].persona)])
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
        press.line.fragment(phrases.acts[act.rawValue])
        identify(profile, on: timer.device)
        if timer.campaign != CampaignTable.none {
            press.line.fragment(table.texts[Int(timer.campaign)])
        } else {
            press.line.fragment(phrases.pools[Int(profiles[profile].pool)])
            press.line.fragment(phrases.channels[Int(timer.place)])
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
