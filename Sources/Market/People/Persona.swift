/// A kind of person: what they come for, how long they stay, and what makes them buy.
struct Persona {
    /// The attitudinal segment that the CRM has for them.
    var segment: String
    /// How many of 1000 people are of this kind.
    var share: UInt16
    /// How often they come, in eighths.
    var activity: Int
    /// How they come, by `Entry`.
    var entries: [UInt16]
    /// Pages per visit, at most.
    var patience: Int
    /// How easily they buy, in thousandths at full wish.
    var buying: Int
    /// How many of 1000 log in during a visit.
    var login: Int
    /// How many of 1000 orders go back.
    var returning: Int
    /// How soon messages are too many, in thousandths per message.
    var annoyance: Int
    /// Devices (mobile, desktop, tablet), in proportion.
    var devices: [UInt16]
    /// Of 1000: subscribed to mail, text messages, push, calls, letters, the loyalty programme's news.
    var lists: [Int]

    /// Everybody; entries: own, brand, generic, social, display, deals, blogs, influencer, print, guide, store,
    /// call, market.
    static let all = [
        Persona(
            segment: "bargain-hunter", share: 200, activity: 5,
            entries: [10, 10, 14, 10, 22, 16, 2, 2, 4, 2, 6, 1, 3], patience: 7, buying: 420, login: 350,
            returning: 140, annoyance: 3, devices: [6, 3, 1], lists: [800, 300, 500, 120, 600, 500]),
        Persona(
            segment: "loyal", share: 150, activity: 8,
            entries: [34, 22, 4, 4, 8, 2, 2, 2, 4, 1, 14, 2, 1], patience: 6, buying: 760, login: 850,
            returning: 50, annoyance: 4, devices: [5, 4, 2], lists: [900, 500, 700, 300, 900, 900]),
        Persona(
            segment: "researcher", share: 180, activity: 7,
            entries: [14, 8, 30, 6, 16, 2, 12, 3, 2, 10, 10, 4, 1], patience: 12, buying: 380, login: 400,
            returning: 90, annoyance: 6, devices: [3, 6, 2], lists: [500, 100, 200, 60, 500, 200]),
        Persona(
            segment: "store-lover", share: 130, activity: 6,
            entries: [12, 6, 8, 6, 10, 2, 2, 2, 12, 2, 46, 6, 0], patience: 4, buying: 560, login: 500,
            returning: 60, annoyance: 5, devices: [8, 1, 1], lists: [500, 400, 500, 250, 800, 600]),
        Persona(
            segment: "mail-reader", share: 140, activity: 5,
            entries: [20, 10, 6, 2, 8, 3, 4, 1, 6, 4, 8, 3, 1], patience: 6, buying: 560, login: 700,
            returning: 70, annoyance: 9, devices: [3, 5, 3], lists: [1_000, 200, 200, 150, 700, 500]),
        Persona(
            segment: "social-browser", share: 120, activity: 8,
            entries: [8, 6, 4, 40, 20, 3, 4, 14, 1, 2, 5, 1, 2], patience: 5, buying: 300, login: 300,
            returning: 120, annoyance: 5, devices: [9, 1, 1], lists: [400, 300, 700, 40, 300, 300]),
        Persona(
            segment: "", share: 80, activity: 4,
            entries: [10, 4, 24, 6, 20, 4, 4, 2, 6, 2, 10, 6, 12], patience: 5, buying: 340, login: 120,
            returning: 60, annoyance: 5, devices: [6, 4, 1], lists: [100, 20, 60, 20, 200, 0]),
    ]
}

/// How somebody comes.
enum Entry: Int, CaseIterable {
    case own = 0
    case brand, generic, social, display, deals, blogs, influencer, print, guide
    case store, call, market
}
