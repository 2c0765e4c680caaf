public import Mathematics

/// What customers of a base will still bring, by BG/NBD and Gamma-Gamma (SPEC 5).
///
///     let model = LifetimeModel(parameters, marginRate: Decimal("0.3")!)
///     model.residualValue(of: history, on: today)     // in millionths of the reporting currency
///
/// Every figure is built of + − × ÷ and `Elementary`: the same bits on every machine. Nothing is allocated.
public struct LifetimeModel: Hashable, Sendable {
    /// A month in weeks.
    public static let month = 4.345
    /// How many months ahead are counted.
    public static let months = 12
    /// These months in weeks.
    public static let year = month * Double(months)
    /// What a month divides later value by.
    static let discount = 1.01

    /// The parameters.
    public let parameters: LifetimeParameters
    /// What an order day brings of its value.
    public let marginRate: Double
    /// The value of a customer right after the first order, in millionths: acquired value per new customer.
    public let acquiredValue: Int64
    /// A mean order in millionths: the default of `churn.k`.
    public let meanOrder: Int64

    private let ends: Hypergeometric.Lanes
    private let weights: Hypergeometric.Lanes

    /// Makes the model of a pool.
    public init(_ parameters: LifetimeParameters, marginRate: Decimal) {
        self.parameters = parameters
        self.marginRate = marginRate.real
        (ends, weights) = Self.schedule()
        // The two figures that need the rest of the model.
        let partial = LifetimeModel(parameters, self.marginRate, ends, weights, acquired: 0, mean: 0)
        acquiredValue = partial.residualValue(of: .justAcquired)
        meanOrder = Self.millionths(partial.expectedOrderValue(of: .justAcquired))
    }

    private init(
        _ parameters: LifetimeParameters, _ marginRate: Double, _ ends: Hypergeometric.Lanes,
        _ weights: Hypergeometric.Lanes, acquired: Int64, mean: Int64
    ) {
        self.parameters = parameters
        self.marginRate = marginRate
        self.ends = ends
        self.weights = weights
        acquiredValue = acquired
        meanOrder = mean
    }

    /// Ends of the months, and what the orders until each weigh.
    ///
    /// Σ (Eᵢ − Eᵢ₋₁) / 1.01ⁱ, put in order of Eᵢ: Eᵢ (1.01^−i − 1.01^−(i+1)), of the last E₁₂ / 1.01¹².
    private static func schedule() -> (ends: Hypergeometric.Lanes, weights: Hypergeometric.Lanes) {
        var ends = Hypergeometric.Lanes(repeating: 0)
        var weights = ends
        var factor = 1.0
        for index in 0..<months {
            factor *= discount
            ends[index] = Double(index + 1) * month
            weights[index] = index == months - 1 ? 1 / factor : (discount - 1) / (factor * discount)
        }
        return (ends, weights)
    }

    /// P(alive): whether the customer has not left for good.
    ///
    /// It is 1 before the second order day.
    public func probabilityAlive(_ history: BuyingHistory) -> Double {
        guard history.frequency > 0 else { return 1 }
        let silence = (history.age - history.recency) / (parameters.alpha + history.recency)
        let odds =
            parameters.a / (parameters.b + history.frequency - 1)
            * Elementary.exp((parameters.r + history.frequency) * Elementary.logOnePlus(silence))
        return 1 / (1 + odds)
    }

    /// E[Y(t)]: how many order days are to come within some weeks.
    public func expectedOrders(of history: BuyingHistory, within weeks: Double) -> Double {
        var ends = Hypergeometric.Lanes(repeating: 0)
        var weights = ends
        ends[0] = weeks
        weights[0] = 1
        return expectedOrders(of: history, until: ends, weights: weights)
    }

    /// The order days of the next twelve months, those of month i counted 1.01^−i times.
    public func discountedOrders(of history: BuyingHistory) -> Double {
        expectedOrders(of: history, until: ends, weights: weights)
    }

    /// E[M]: what one of the order days to come is worth, in units of the reporting currency.
    ///
    /// A mean of the customer's own mean and that of the base, p·v / (q − 1).
    public func expectedOrderValue(of history: BuyingHistory) -> Double {
        let (p, x) = (parameters.p, history.frequency)
        return p * (parameters.v + x * history.meanValue) / (p * x + (parameters.q - 1))
    }

    /// Residual value: the margin of the next twelve months, in millionths, rounded half to even.
    public func residualValue(of history: BuyingHistory) -> Int64 {
        Self.millionths(discountedOrders(of: history) * expectedOrderValue(of: history) * marginRate)
    }

    /// Residual value of a customer on a day.
    ///
    /// - Complexity: some microseconds; more the younger the customer and the smaller α.
    public func residualValue(of history: PurchaseHistory, on day: Int32) -> Int64 {
        residualValue(of: history.buying(on: day))
    }

    private func expectedOrders(
        of history: BuyingHistory, until ends: Hypergeometric.Lanes, weights: Hypergeometric.Lanes
    ) -> Double {
        probabilityAlive(history)
            * Hypergeometric.timesUntilGivingUp(
                shape: parameters.r + history.frequency, a: parameters.a,
                b: parameters.b + history.frequency, until: ends / (parameters.alpha + history.age),
                weights: weights)
    }

    /// Units as millionths, half to even; at most what an event may name.
    private static func millionths(_ units: Double) -> Int64 {
        let amount = min(units * Double(Money.unit), Double(Money.largest))
        // Up to 2^52 the sum has no digits behind the point; above there are none to round.
        let whole = amount < 0x1p52 ? (amount + 0x1p52) - 0x1p52 : amount
        return Int64(whole)
    }
}
