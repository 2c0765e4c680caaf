import Events
import Marketing
import Streaming
import Testing

@Suite("The stored form of a release is read by those after it")
struct StoredFormsTests {
    /// Written by version 3, and not changed once it has been released: a new version gets a literal beside it.
    private static let version3 =
        "12056c6f79616c0461636d6506737072696e6705656d61696c066c65747465720573746f7265086265726c"
        + "696e2d3103776562066d6f62696c65036e65770b6f6d6e696368616e6e656c0b656d61696c3e73746f7265"
        + "0363726d036e65740573686f657303736d73066163746976650673696e676c650301efcdab896745230110"
        + "32547698badcfe0100000000000000020000000000000080b4b98d956709ac028f01221200000000000000"
        + "2684b4b98d95670382b4b98d956707000000000000002b0203040584b4b98d956708000000000000008902"
        + "0000000586b4b98d956709000000000000004002000600070109000000000000000386b4b98d9567010a00"
        + "0000000000000588b4b98d9567010b000000000000008ab4b98d9567e0e7ad5f010a0c01020809010a0b07"
        + "0c01aba0c21e02030d0e0405010c000000000000001a80feac0d85260203090107021e012012010f282c15"
        + "000000000000002c070f020100f8f78a0e020200028cb4b98d95670417061080d0acf30e0101c0b802a6bd"
        + "0204808ece1cc0f0f50b0307ac02c0fec328010480dac409020f94b4b98d95671800000000000000cec2f1"
        + "0504020901111201cec2f10502030d0e0096b4b98d956719000000000000000010000000000000"

    private static func expected(_ names: inout StringTable) -> StoredProfile {
        func id(_ text: String) -> StringID { names.intern(text) }
        var record = StoredProfile()
        record.id = Hash128(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
        record.kind = .customer
        record.link = Hash128(high: 1, low: 2)
        record.deadline = 1_772_359_200_000
        record.lastOrder = -5
        record.orderCount = 300
        record.touches = [
            Touch(
                time: 1_772_359_200_001, idHash: 7, pool: id("acme"), campaign: id("spring"),
                channel: id("email"),
                action: .open, isOwn: false),
            Touch(
                time: 1_772_359_200_002, idHash: 8, pool: id("acme"), campaign: .absent, channel: .absent,
                action: .checkout, isOwn: true),
            Touch(
                visitAt: 1_772_359_200_003, idHash: 9, pool: id("acme"), channel: id("store"),
                store: id("berlin-1")),
        ]
        record.touches[1].messages = 5
        record.person.answered = 1_772_359_200_002
        (record.touches[0].touchpoint, record.touches[0].isPast) = (id("letter"), true)
        record.person.segment = id("loyal")
        (record.person.segmentTime, record.person.segmentOrder) = (17, 18)
        record.person.traits = [.online, .offline]
        record.person.research = 19
        var stay = Stay(store: id("berlin-1"), zone: id("shoes"), at: 20, idHash: 21, isEntered: true)
        (stay.last, stay.counted, stay.pool, stay.isCounted) = (22, 22, id("acme"), true)
        record.stays = [stay]
        record.sightings = [
            Sighting(pool: id("acme"), place: 0, key: id("acme"), store: .absent, minute: 29_539_320)
        ]
        record.seen = [SeenID(hash: 9, space: .unsubscribes, time: 1_772_359_200_003)]
        record.references = [SeenID(hash: 10, space: .delivery, time: 1_772_359_200_004)]
        record.orders = [order(&names)]
        var keys = FactContext(pool: id("acme"), countsInPool: true)
        (keys.campaign, keys.device) = (id("spring"), id("mobile"))
        (keys.store, keys.segment) = (id("berlin-1"), id("loyal"))
        record.reports = [Report(reference: 12, time: 13, cost: 14_000_000, keys: keys)]
        record.consent = [
            ConsentWord(time: 15, key: .marketing, allows: false),
            ConsentWord(time: 16, key: .location, allows: true),
        ]
        record.messages = [
            Message(time: 1_772_359_200_006, channel: id("email"), order: 23),
            Message(time: 1_772_359_200_009, channel: id("sms"), order: 4_000_000_000),
        ]
        record.account = account(&names)
        return record
    }

    private static func order(_ names: inout StringTable) -> (order: Order, shares: [Share]) {
        func id(_ text: String) -> StringID { names.intern(text) }
        var order = Order(
            reference: 11, time: 1_772_359_200_005, value: 99_990_000, margin: -1, pool: id("acme"),
            salesChannel: id("web"), device: id("mobile"))
        (order.refunded, order.owed, order.isOwed) = (5, 6, true)
        (order.segment, order.activity, order.presence) = (id("loyal"), id("new"), id("omnichannel"))
        (order.store, order.path) = (id("berlin-1"), id("email>store"))
        var share = Share(
            pool: id("acme"), campaign: id("spring"), team: id("crm"), partner: id("net"),
            channel: id("email"), touchpoint: id("letter"),
            decay: 1_000_000, isPassive: true)
        share.frequency = 21
        return (order, [share])
    }

    private static func account(_ names: inout StringTable) -> StoredAccount {
        func id(_ text: String) -> StringID { names.intern(text) }
        var account = StoredAccount()
        account.history = PurchaseHistory(
            firstDay: 20_000, lastDay: 20_307, repeats: 2, firstValue: 30_000_000, repeatValue: 12_500_000)
        account.days = [7, 0xAC, 0x02]
        account.credited = 42_500_000
        account.channels = [ChannelCredit(channel: id("email"), value: 10_000_000)]
        var closing = Closing(channel: id("email"), time: 1_772_359_200_010, idHash: 24)
        (closing.isPriced, closing.messages, closing.cost) = (true, 3, 6_172_839)
        (closing.pool, closing.device, closing.segment) = (id("acme"), id("mobile"), id("loyal"))
        (closing.activity, closing.presence) = (id("active"), id("single"))
        var charge = Charge(pool: id("acme"), campaign: id("spring"))
        (charge.team, charge.partner, charge.cost) = (id("crm"), id("net"), 6_172_839)
        var opened = Closing(channel: id("sms"), time: 1_772_359_200_011, idHash: 25)
        opened.isClosed = false
        account.closings = [(closing, [charge]), (opened, [])]
        return account
    }

    @Test("version 3")
    func first() {
        var names = StringTable()
        _ = names.intern("a name that the frame does not use")
        let expected = Self.expected(&names)
        var reader = ByteReader(Self.bytes(Self.version3))
        let map = FrameNames.read(&reader, into: &names)
        #expect(StoredProfile(from: &reader, names: map) == expected)
        #expect(reader.isAtEnd)
        var (used, head, body) = (FrameNames(), [UInt8](), [UInt8]())
        expected.encode(to: &body, names: &used)
        used.write(names, to: &head)
        let written = Self.hex(head + body)
        #expect(
            StoredProfile.version != 3 || written == Self.version3,
            "what is written must not change: \(written)")
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
