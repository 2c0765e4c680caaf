internal import Streaming

/// The accounts of one task's profiles, their lists in shared pools.
public struct AccountStore: Sendable {
    /// A profile can keep so many closings: one per channel, and more only by links.
    ///
    /// Beyond it the oldest goes.
    static let mostClosings = 64

    private(set) var accounts: [Account] = []
    private var free: [UInt32] = []
    var days = BlockPool(filler: UInt8(0), least: 2)
    var channels = BlockPool(filler: ChannelCredit.filler)
    var closings = BlockPool(filler: Closing.filler)
    var charges = BlockPool(filler: Charge.filler)

    /// An account by its number in the profile, which is above 0.
    subscript(number: UInt32) -> Account {
        get { accounts[Int(number) - 1] }
        set { accounts[Int(number) - 1] = newValue }
    }

    /// Opens an account; its number is noted in the profile.
    mutating func open(_ number: inout UInt32) {
        guard number == 0 else { return }
        if let reused = free.popLast() {
            number = reused
        } else {
            accounts.append(Account.filler)
            number = UInt32(accounts.count)
        }
    }

    /// Closes a profile's account, if it has one.
    mutating func close(_ number: inout UInt32) {
        guard number != 0 else { return }
        var account = self[number]
        days.removeAll(&account.days)
        channels.removeAll(&account.channels)
        while !account.closings.isEmpty { removeClosing(at: 0, from: &account) }
        self[number] = Account.filler
        free.append(number)
        number = 0
    }

    // MARK: Orders

    /// Adds an order of a day, not before the last one.
    mutating func addOrder(day: Int32, value: Int64, to number: UInt32) {
        var account = self[number]
        if let last = account.history?.lastDay {
            if day > last { OrderDays.forEachByte(ofGap: day - last) { days.append($0, to: &account.days) } }
            account.history?.add(day: day, value: value)
        } else {
            account.history = PurchaseHistory(day: day, value: value)
        }
        self[number] = account
    }

    /// Adds to what is credited, to a channel and in all; sums stay between 0 and the largest number there is.
    ///
    /// - Parameters:
    ///   - value: what is added.
    ///   - channel: absent where it cannot be left.
    ///   - number: the account's.
    mutating func credit(_ value: Int64, to channel: StringID, in number: UInt32) {
        self[number].credited = Self.sum(self[number].credited, value)
        if !channel.isAbsent { add(value, to: channel, in: number) }
    }

    private mutating func add(_ value: Int64, to channel: StringID, in number: UInt32) {
        let block = self[number].channels
        for index in 0..<Int(block.count) where channels[block, index].channel == channel {
            let known = channels[block, index].value
            channels[block, index].value = Self.sum(known, value)
            return
        }
        let credit = ChannelCredit(channel: channel, value: Self.sum(0, value))
        var account = self[number]
        channels.append(credit, to: &account.channels)
        self[number] = account
    }

    /// What was credited to a channel, and in all.
    func credited(_ channel: StringID, in number: UInt32) -> (channel: Int64, whole: Int64) {
        let account = self[number]
        let own = channels.slice(account.channels).first { $0.channel == channel }
        return (own?.value ?? 0, account.credited)
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? (right < 0 ? 0 : .max) : max(0, sum)
    }

    // MARK: Closings

    /// The closings of a profile.
    func closings(of number: UInt32) -> ArraySlice<Closing> { closings.slice(self[number].closings) }

    /// Whom a closing is blamed on.
    func charges(of closing: Closing) -> ArraySlice<Charge> { charges.slice(closing.charges) }

    /// Whether a channel is closed.
    func isClosed(_ channel: StringID, in number: UInt32) -> Bool {
        closings(of: number).contains { $0.channel == channel && $0.isClosed }
    }

    /// What all closings cost together that are open to be taken back.
    func openCost(in number: UInt32) -> Int128 {
        closings(of: number).reduce(0) { $0 + ($1.isClosed ? Int128($1.cost) : 0) }
    }

    /// Notes a change of a channel, in place of all that is known of it.
    mutating func replace(_ closing: Closing, charges new: [Charge], in number: UInt32) {
        remove(closing.channel, from: number)
        append(closing, charges: new, to: number)
    }

    mutating func append(_ closing: Closing, charges new: [Charge], to number: UInt32) {
        var (account, closing) = (self[number], closing)
        while account.closings.count >= Self.mostClosings { removeClosing(at: 0, from: &account) }
        closing.charges = Block()
        charges.replace(&closing.charges, with: new)
        closings.append(closing, to: &account.closings)
        self[number] = account
    }

    private mutating func remove(_ channel: StringID, from number: UInt32) {
        var account = self[number]
        for index in (0..<Int(account.closings.count)).reversed()
        where closings[account.closings, index].channel == channel {
            removeClosing(at: index, from: &account)
        }
        self[number] = account
    }

    private mutating func removeClosing(at index: Int, from account: inout Account) {
        var block = closings[account.closings, index].charges
        charges.removeAll(&block)
        closings.remove(at: index, from: &account.closings)
    }

    // MARK: Links

    /// Joins what is known of the same person under another name (SPEC 4, "Profile").
    mutating func join(_ other: StoredAccount, to number: UInt32) {
        joinHistory(other, to: number)
        self[number].credited = Self.sum(self[number].credited, other.credited)
        for credit in other.channels { add(credit.value, to: credit.channel, in: number) }
        var joined: Set<StringID> = []
        for channel in other.closings.map(\.closing.channel) where joined.insert(channel).inserted {
            join(channel, other.closings.filter { $0.closing.channel == channel }, to: number)
        }
    }

    private mutating func joinHistory(_ other: StoredAccount, to number: UInt32) {
        guard let new = other.history else { return }
        var account = self[number]
        guard var history = account.history else {
            account.history = new
            days.replace(&account.days, with: other.days)
            self[number] = account
            return
        }
        let known = OrderDays.decode(days.slice(account.days), first: history.firstDay)
        let union = OrderDays.union(known, OrderDays.decode(other.days[...], first: new.firstDay))
        history.join(new)
        history.repeats = Int32(clamping: union.count - 1)
        account.history = history
        days.replace(&account.days, with: union.bytes)
        self[number] = account
    }

    /// Of two states of a channel the later changed one wins, and the other is dropped unbooked; where it is closed
    /// in both, the costs add up.
    private mutating func join(
        _ channel: StringID, _ new: [(closing: Closing, charges: [Charge])], to number: UInt32
    ) {
        let known = closings(of: number).filter { $0.channel == channel }
        let latest = new.map(\.closing).max { $1.isLater(than: $0) }
        let former = known.max { $1.isLater(than: $0) }
        if let former, let latest {
            if !(former.isClosed && latest.isClosed) {
                guard latest.isLater(than: former) else { return }
                remove(channel, from: number)
            }
        }
        for (closing, charges) in new { append(closing, charges: charges, to: number) }
    }

    /// About how many bytes of memory the accounts take.
    var byteCount: Int {
        accounts.count * MemoryLayout<Account>.stride + days.byteCount + channels.byteCount
            + closings.byteCount + charges.byteCount
    }
}
