internal import Events
internal import Marketing
internal import Streaming

/// Past orders by customer, as far as fitting needs them: 32 bytes each.
struct OrderBook {
    private struct Entry {
        var person: UInt32
        var consent: Consent
        var pool: StringID
        var time: Milliseconds
        var value: Int64
    }

    /// One customer's order days.
    struct Customer {
        /// The person's number in the book.
        var person: UInt32
        /// The pool of the first order.
        var pool: StringID
        /// Day and value, in order, each day once.
        var days: [(day: Int32, value: Int64)]
    }

    private var entries: [Entry] = []
    private var people = HashIndex()
    private var peopleCount: UInt32 = 0
    /// Customers by the anonymous names that they had.
    private var links: [UInt32: UInt32] = [:]
    private var known: Set<OrderName> = []
    private let allowsAnalytics: Bool
    /// Orders without a usable id, or without consent to analytics: they tell of no customer.
    private(set) var guests = 0
    /// Orders that were there before.
    private(set) var repeated = 0
    /// Orders of somebody.
    private(set) var orders = 0

    private struct OrderName: Hashable {
        var person: UInt32
        var order: UInt64
    }

    /// Makes an empty book; `allowsAnalytics` is `consent_default.analytics`.
    init(allowsAnalytics: Bool) { self.allowsAnalytics = allowsAnalytics }

    /// Takes an order of a pool.
    mutating func take(_ event: Event, pool: StringID) {
        guard !event.customer.isAbsent || !event.anonymous.isAbsent else {
            guests += 1
            return
        }
        var person = self.person(event.customer.isAbsent ? event.anonymous : event.customer)
        if event.customer.isAbsent {
            person = links[person] ?? person
        } else if !event.anonymous.isAbsent {
            let visitor = self.person(event.anonymous)
            if links[visitor] == nil { links[visitor] = person }
        }
        guard known.insert(OrderName(person: person, order: event.reference)).inserted else {
            repeated += 1
            return
        }
        orders += 1
        entries.append(
            Entry(person: person, consent: event.consent, pool: pool, time: event.ownTime, value: event.value)
        )
    }

    private mutating func person(_ hash: Hash128) -> UInt32 {
        if let slot = people.find(hash) { return UInt32(slot) }
        people.insert(hash, Int(peopleCount))
        peopleCount += 1
        return peopleCount - 1
    }

    /// The number of somebody with a hashed id; nil: nothing was ordered under that name.
    ///
    /// Names stay known when the book is closed.
    func person(named hash: Hash128) -> UInt32? {
        people.find(hash).map { links[UInt32($0)] ?? UInt32($0) }
    }

    /// All customers; of the book only the names remain.
    mutating func close() -> [Customer] {
        for index in entries.indices {
            entries[index].person = links[entries[index].person] ?? entries[index].person
        }
        // Equal times in the order of reading.
        let order = entries.indices.sorted { left, right in
            let (one, other) = (entries[left], entries[right])
            return (one.person, one.time, left) < (other.person, other.time, right)
        }
        var customers: [Customer] = []
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, entries[order[end]].person == entries[order[start]].person { end += 1 }
            if let customer = customer(order[start..<end]) { customers.append(customer) }
            start = end
        }
        entries = []
        known = []
        return customers
    }

    /// One person's orders; from a denial of analytics on, nothing of what was before is kept (SPEC 9).
    private mutating func customer(_ order: ArraySlice<Int>) -> Customer? {
        var isAllowed = allowsAnalytics
        var customer: Customer?
        for index in order {
            let entry = entries[index]
            isAllowed = entry.consent[.analytics] ?? isAllowed
            guard isAllowed else {
                guests += 1
                orders -= 1
                customer = nil
                continue
            }
            let day = PurchaseHistory.day(of: entry.time)
            guard var known = customer else {
                customer = Customer(person: entry.person, pool: entry.pool, days: [(day, entry.value)])
                continue
            }
            customer = nil
            if let last = known.days.last, last.day == day {
                let sum = last.value.addingReportingOverflow(entry.value)
                known.days[known.days.count - 1].value = sum.overflow ? .max : sum.partialValue
            } else {
                known.days.append((day, entry.value))
            }
            customer = known
        }
        return customer
    }
}

extension OrderBook.Customer {
    /// What is known of the customer at the end of a day; nil before the first order.
    func history(upTo last: Int32) -> PurchaseHistory? {
        guard let first = days.first, first.day <= last else { return nil }
        var history = PurchaseHistory(day: first.day, value: first.value)
        for entry in days.dropFirst() where entry.day <= last {
            history.add(day: entry.day, value: entry.value)
        }
        return history
    }

    /// How many order days there are after a day.
    func orders(after last: Int32) -> Int { days.count { $0.day > last } }
}
