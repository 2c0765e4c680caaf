internal import Mathematics
internal import Streaming

/// An account out of its task: on its way to a customer at a link, or in the state log.
public struct StoredAccount: Equatable, Sendable {
    /// Orders by day.
    public var history: PurchaseHistory?
    /// The days of orders, see `OrderDays`.
    public var days: [UInt8] = []
    /// The value of all orders, less refunds.
    public var credited: Int64 = 0
    /// What channels that can be left got of it.
    public var channels: [ChannelCredit] = []
    /// Channels left or come back to, each with whom it was blamed on.
    public var closings: [(closing: Closing, charges: [Charge])] = []

    /// An account of nothing.
    public init() {}

    /// Takes a copy of an account.
    init(_ store: AccountStore, _ number: UInt32) {
        let account = store[number]
        history = account.history
        days = Array(store.days.slice(account.days))
        credited = account.credited
        channels = Array(store.channels.slice(account.channels))
        closings = store.closings(of: number).map { ($0, Array(store.charges(of: $0))) }
    }

    /// Whether two records hold the same, wherever their lists stand.
    public static func == (left: StoredAccount, right: StoredAccount) -> Bool {
        func plain(_ account: StoredAccount) -> [Closing] {
            account.closings.map { pair in
                var closing = pair.closing
                closing.charges = Block()
                return closing
            }
        }
        return left.history == right.history && left.days == right.days && left.credited == right.credited
            && left.channels == right.channels && plain(left) == plain(right)
            && left.closings.map(\.charges) == right.closings.map(\.charges)
    }
}

// The stored form, of a copy and straight from the store.

extension StoredAccount {
    func encode(to bytes: inout [UInt8], names: inout FrameNames) {
        Self.encode(history, days[...], credited, channels[...], to: &bytes, names: &names)
        bytes.appendVarint(UInt64(closings.count))
        for (closing, charges) in closings { closing.encode(charges[...], to: &bytes, names: &names) }
    }

    fileprivate static func encode(
        _ history: PurchaseHistory?, _ days: ArraySlice<UInt8>, _ credited: Int64,
        _ channels: ArraySlice<ChannelCredit>, to bytes: inout [UInt8], names: inout FrameNames
    ) {
        bytes.append(history == nil ? 0 : 1)
        if let history {
            for day in [history.firstDay, history.lastDay, history.repeats] { bytes.appendSigned(Int64(day)) }
            bytes.appendSigned(history.firstValue)
            bytes.appendSigned(history.repeatValue)
            bytes.appendVarint(UInt64(days.count))
            bytes.append(contentsOf: days)
        }
        bytes.appendSigned(credited)
        bytes.appendVarint(UInt64(channels.count))
        for credit in channels {
            bytes.appendName(credit.channel, &names)
            bytes.appendSigned(credit.value)
        }
    }

    /// The reader is broken afterwards where the form is malformed.
    init(from reader: inout ByteReader, names: inout NameReader) {
        self.init()
        let hasHistory = reader.byte()
        if hasHistory > 1 { reader.fail() }
        if hasHistory == 1 {
            func day() -> Int32 {
                let day = reader.signed()
                // So that differences of days do not overflow.
                if day.magnitude > 1 << 30 { reader.fail() }
                return Int32(truncatingIfNeeded: day)
            }
            let (first, last, repeats) = (day(), day(), day())
            let (firstValue, repeatValue) = (reader.signed(), reader.signed())
            if last < first || repeats < 0 || min(firstValue, repeatValue) < 0 { reader.fail() }
            history = PurchaseHistory(
                firstDay: first, lastDay: last, repeats: repeats, firstValue: firstValue,
                repeatValue: repeatValue)
            for _ in 0..<reader.count() { days.append(reader.byte()) }
        }
        credited = reader.signed()
        if credited < 0 { reader.fail() }
        for _ in 0..<reader.count() {
            let credit = ChannelCredit(channel: names.next(&reader), value: reader.signed())
            if credit.value < 0 { reader.fail() }
            channels.append(credit)
        }
        for _ in 0..<reader.count() {
            let closing = Closing(from: &reader, names: &names)
            var charges: [Charge] = []
            for _ in 0..<reader.count() { charges.append(Charge(from: &reader, names: &names)) }
            closings.append((closing, charges))
        }
        guard let history, !reader.isBroken else { return }
        // What a link unites must be the days that the history counts.
        let known = OrderDays.decode(days[...], first: history.firstDay)
        let isSame = known.count == Int(history.repeats) + 1 && known.last == history.lastDay
        if !isSame || zip(known, known.dropFirst()).contains(where: { $1 <= $0 }) { reader.fail() }
    }
}

extension AccountStore {
    /// Appends the stored form of an account, as `StoredAccount` does.
    func encode(_ number: UInt32, to bytes: inout [UInt8], names: inout FrameNames) {
        let account = self[number]
        StoredAccount.encode(
            account.history, days.slice(account.days), account.credited, channels.slice(account.channels),
            to: &bytes, names: &names)
        bytes.appendVarint(UInt64(account.closings.count))
        for closing in closings.slice(account.closings) {
            closing.encode(charges(of: closing), to: &bytes, names: &names)
        }
    }

    /// Puts a stored account back.
    mutating func restore(_ stored: StoredAccount, as number: inout UInt32) {
        close(&number)
        open(&number)
        var account = Account()
        account.history = stored.history
        days.replace(&account.days, with: stored.days)
        account.credited = stored.credited
        channels.replace(&account.channels, with: stored.channels)
        self[number] = account
        for (closing, charges) in stored.closings { append(closing, charges: charges, to: number) }
    }
}

extension Closing {
    fileprivate func encode(
        _ charges: ArraySlice<Charge>, to bytes: inout [UInt8], names: inout FrameNames
    ) {
        bytes.append((isClosed ? 1 : 0) | (isPriced ? 2 : 0) | messages << 2)
        bytes.appendSigned(time)
        bytes.appendWord(idHash)
        bytes.appendSigned(cost)
        for name in [channel, pool, device, segment, activity, presence] { bytes.appendName(name, &names) }
        bytes.appendVarint(UInt64(charges.count))
        for charge in charges {
            bytes.appendSigned(charge.cost)
            for name in [charge.pool, charge.campaign, charge.team, charge.partner] {
                bytes.appendName(name, &names)
            }
        }
    }

    fileprivate init(from reader: inout ByteReader, names: inout NameReader) {
        let bits = reader.byte()
        let (time, hash, cost) = (reader.time(), reader.word(), reader.amount(in: 0...Money.largest))
        self.init(channel: names.next(&reader), time: time, idHash: hash)
        (isClosed, isPriced, messages) = (bits & 1 != 0, bits & 2 != 0, bits >> 2)
        if messages > Message.most { reader.fail() }
        self.cost = cost
        pool = names.next(&reader)
        device = names.next(&reader)
        segment = names.next(&reader)
        activity = names.next(&reader)
        presence = names.next(&reader)
    }
}

extension Charge {
    fileprivate init(from reader: inout ByteReader, names: inout NameReader) {
        let cost = reader.amount(in: 0...Money.largest)
        self.init(pool: names.next(&reader), campaign: names.next(&reader))
        self.cost = cost
        team = names.next(&reader)
        partner = names.next(&reader)
    }
}
