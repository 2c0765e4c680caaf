/// Fatigue: dimension `frequency`, key `channel/n`.
extension ReferenceEngine {
    /// Counts a message under the n that it makes, or an answer under the n reached, which it gives back.
    ///
    /// "By n are counted: `messages` (each under the n that it makes), `answers` (an engaged touch on the
    /// channel, under the n reached) …; each in its event's pool".
    mutating func meetFrequency(_ click: PlainClick, of event: PlainEvent, sequence: Int) -> Int? {
        let channel = channel(of: event)
        if PlainClick.engaged.contains(click.action) {
            return bookAnswered(on: channel, of: event, sequence: sequence)
        }
        guard let channel, PlainContacts.messageActions.contains(click.action) else { return nil }
        var contacts = contacts(of: event)
        contacts.addMessage(on: channel, at: event.bookingTime, sequence: sequence)
        keep(contacts, of: event)
        let place = frequencyPlace(
            channel, contacts.reached(on: channel, at: event.bookingTime), in: pool(of: event))
        ledger.book(["counts.messages": 1], at: place, time: event.bookingTime)
        return nil
    }

    /// An engaged touch, a visit among them: "0 after an answer", on every channel.
    mutating func bookAnswered(on channel: Text?, of event: PlainEvent, sequence: Int) -> Int? {
        var contacts = contacts(of: event)
        let reached = channel.map { contacts.reached(on: $0, at: event.bookingTime) }
        contacts.answer(sequence: sequence)
        keep(contacts, of: event)
        guard let channel, let reached else { return nil }
        let place = frequencyPlace(channel, reached, in: pool(of: event))
        ledger.book(["counts.answers": 1], at: place, time: event.bookingTime)
        return reached
    }

    /// A guest has no history.
    private func contacts(of event: PlainEvent) -> PlainContacts {
        keptProfile(of: event).flatMap { profiles[$0]?.contacts } ?? PlainContacts()
    }

    private mutating func keep(_ contacts: PlainContacts, of event: PlainEvent) {
        guard let name = keptProfile(of: event) else { return }
        profiles[name, default: PlainProfile()].contacts = contacts
    }

    // MARK: Places

    private func frequencyPlace(_ channel: Text, _ reached: Int, in pool: Text) -> Place {
        Place(pool: pool, dimension: "frequency", key: PlainContacts.key(channel, reached))
    }

    /// "Unsubscribes from the channel".
    func frequencyPlace(ofAnswer event: PlainEvent, on channel: Text, in pool: Text) -> Place {
        let reached = contacts(of: event).reached(on: channel, at: event.bookingTime)
        return frequencyPlace(channel, reached, in: pool)
    }

    /// "(Credit: in the credit's)", of "those answers" only.
    func frequencyPlace(_ touch: PlainTouch?, pool orderPool: Text) -> Place? {
        guard let touch, let channel = touch.channel, let reached = touch.reached else { return nil }
        return frequencyPlace(channel, reached, in: touch.campaign == nil ? orderPool : touch.pool)
    }

    /// "Orders and value of the primary credit of those answers (less refunds)".
    mutating func bookFrequency(of share: OrderShare, orders: Int128, value: Int128, time: Int64) {
        guard share.isPrimary, let place = share.frequencyPlace else { return }
        bookUnlessNothing(["counts.orders": orders, "money.value": value], at: place, time: time)
    }
}
