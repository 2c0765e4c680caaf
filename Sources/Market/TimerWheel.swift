import Streaming

/// Something that will happen to somebody.
struct Appointment {
    /// When.
    var time: Milliseconds
    /// To whom; of a mailing where in the list it stands.
    var profile: Int32 = 0
    /// What.
    var step: Step
    /// On which device, see `Device`.
    var device: UInt8 = 0
    /// Because of which campaign, 255: none.
    var campaign: UInt8 = .max
    /// How many steps of this visit are left; of an order its store and 1; of a walk through a store its `Walk`.
    var left: UInt8 = 0
    /// The store, or the sales channel.
    var place: UInt8 = 0
    /// The zone; or the article in mind and 1; of a message the bit of its channel.
    var detail: UInt8 = 0
    /// An amount in cents; of a walk through a store the article in hand and 1.
    var amount: Int32 = 0
    /// The number of the order or report; of a walk through a store when it ends.
    var number: Int64 = 0
}

/// All that can happen.
enum Step: UInt8 {
    case arrive, see, browse, land, lead, goBack, findAgain, fillCart, checkOut, order
    case open, answer, subscribeAgain
    case visitStore, walkStore, leaveStore, exitStore
    case deliver, refund, rate
    case mail, report, spot
}

/// A hashed timer wheel with one slot per second: timers are taken second by second, in the order of time.
///
/// Timers farther away than the wheel is round stay in their slot and are passed over once per round. The
/// number of timers has a limit, so memory is bounded whatever happens.
///
/// - Complexity: O(1) per timer, and a sort of those of one second.
struct TimerWheel {
    private static let slots = 1 << 17  // 36 hours of seconds: half a megabyte
    private var heads = [Int32](repeating: -1, count: TimerWheel.slots)
    private var timers: [Appointment] = []
    private var links: [Int32] = []
    private var free: Int32 = -1
    private let limit: Int
    /// How many timers wait.
    private(set) var count = 0
    /// The timers taken last, in the order of time.
    private(set) var due: [UInt64] = []

    init(limit: Int) { self.limit = limit }

    /// Adds a timer; where there are too many it is dropped, as people forget.
    mutating func add(_ timer: Appointment) {
        guard count < limit else { return }
        count += 1
        var place = free
        if place >= 0 {
            free = links[Int(place)]
            timers[Int(place)] = timer
        } else {
            place = Int32(timers.count)
            timers.append(timer)
            links.append(-1)
        }
        let slot = Int(timer.time / .second) & (Self.slots - 1)
        links[Int(place)] = heads[slot]
        heads[slot] = place
    }

    /// Finds the timers of one second and puts them into `due`.
    mutating func collect(second: Milliseconds) {
        due.removeAll(keepingCapacity: true)
        let slot = Int(second) & (Self.slots - 1)
        var place = heads[slot]
        heads[slot] = -1
        while place >= 0 {
            let next = links[Int(place)]
            let time = timers[Int(place)].time
            if time / .second == second {
                due.append(UInt64(time % .second) << 32 | UInt64(place))
            } else {
                links[Int(place)] = heads[slot]
                heads[slot] = place
            }
            place = next
        }
        due.sort()
    }

    /// Hands over one of `due` and forgets it.
    mutating func take(_ index: Int) -> Appointment {
        let place = Int(truncatingIfNeeded: due[index] & 0xffff_ffff)
        links[place] = free
        free = Int32(place)
        count -= 1
        return timers[place]
    }
}
