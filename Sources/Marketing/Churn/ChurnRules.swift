public import Events
public import Mathematics

/// What negative answers cost: the settings of SPEC 5.
public struct ChurnRules: Sendable {
    /// `lifetime` where one set holds for all pools.
    public var model: LifetimeModel?
    /// `lifetime` by pool.
    public var models: [String: LifetimeModel] = [:]
    /// `churn.k` in millionths, above 0; nil: a mean order of the pool.
    public var priorWeight: Int64?
    /// `churn.prior` by channel, 0…1.
    public var priors: [String: Decimal] = [:]
    /// `churn.prior_default`, 0…1.
    public var defaultPrior = Decimal(mantissa: 1, scale: 1)
    /// `churn.prospect_value` in millionths, 0…`Money.largest`.
    public var prospectValue: Int64 = 0
    /// `churn.severity` by kind, 0…100.
    public var severities: [AnswerKind: Decimal] = [
        .unsubscribe: Decimal(mantissa: 1, scale: 0), .notificationBlock: Decimal(mantissa: 7, scale: 1),
        .appUninstall: Decimal(mantissa: 1, scale: 0), .spamComplaint: Decimal(mantissa: 15, scale: 1),
        .loyaltyExit: Decimal(mantissa: 2, scale: 0),
    ]

    /// Priors and severities have no more decimals, so that the price of an answer is exact in what is at hand.
    public static let mostDecimals = 6
    /// The channels that can be left, as an unsubscribe names them.
    public static let channels = ["email", "sms", "push", "app", "call", "direct_mail", "loyalty"]

    /// The defaults of SPEC 10: churn cannot be priced.
    public init() {}

    /// The model of a pool; nil where it has no parameters.
    func model(of pool: String) -> LifetimeModel? { models[pool] ?? model }

    /// The price of leaving a channel; nil where the pool has no parameters.
    ///
    /// - Parameters:
    ///   - kind: how it is left.
    ///   - channel: the channel.
    ///   - pool: the answer's.
    ///   - history: the profile's orders; nil: there was none.
    ///   - day: that of the answer.
    ///   - credited: what the profile's orders gave to the channel, and to all.
    ///   - open: what the channels that it has left cost.
    func price(
        _ kind: AnswerKind, of channel: String, in pool: String, _ history: PurchaseHistory?, on day: Int32,
        credited: (channel: Int64, whole: Int64), open: Int128
    ) -> ChurnPrice? {
        guard let model = model(of: pool), let severity = severities[kind] else { return nil }
        let residual = history.map { model.residualValue(of: $0, on: day) } ?? prospectValue
        let share = ChurnShare(
            credited: credited.channel, whole: credited.whole,
            // A weight of 0 would leave the share of a first order open.
            weight: max(1, priorWeight ?? model.meanOrder), prior: priors[channel] ?? defaultPrior)
        let left = max(0, Int128(residual) - open)
        let cost = Int64(min(Int128(share.part(of: residual, times: severity)), left))
        return ChurnPrice(residual: residual, share: share, severity: severity, cost: cost)
    }
}

/// What one negative answer costs, and why.
struct ChurnPrice {
    /// What the customer would still have brought, in millionths.
    let residual: Int64
    /// The channel's share of it.
    let share: ChurnShare
    /// What the kind of answer takes of that.
    let severity: Decimal
    /// residual × min(1, share × severity), at most what is left of the residual value.
    let cost: Int64
}

/// A channel's share of a customer: (value of the channel + k · prior) / (value + k), as an exact fraction.
struct ChurnShare {
    /// At least 0, at most the bottom.
    private let top: UInt128
    /// Above 0, below 2^84: amounts of 2^63 and of 10^18, times 10^6.
    private let bottom: UInt128

    init(credited: Int64, whole: Int64, weight: Int64, prior: Decimal) {
        let unit = UInt128(prior.denominator)
        // No channel has more than all; a share above 1 would be no price.
        top =
            UInt128(max(0, min(credited, whole))) * unit + UInt128(max(1, weight))
            * UInt128(max(0, prior.mantissa))
        bottom = (UInt128(max(0, whole)) + UInt128(max(1, weight))) * unit
    }

    /// amount × min(1, share × severity), rounded once, half to even.
    func part(of amount: Int64, times severity: Decimal) -> Int64 {
        let (top, bottom) = (
            self.top * UInt128(max(0, severity.mantissa)), self.bottom * UInt128(severity.denominator)
        )
        guard top < bottom else { return amount }
        return Int64(Self.rounded(UInt128(max(0, amount)), times: top, over: bottom))
    }

    /// The share with twelve decimals, for people and programs that explain a price.
    var trillionths: UInt128 { Self.rounded(1_000_000_000_000, times: top, over: bottom) }

    /// amount × top / bottom, half to even; the product may be wider than 128 bits, the quotient is not.
    private static func rounded(_ amount: UInt128, times top: UInt128, over bottom: UInt128) -> UInt128 {
        var (quotient, remainder) = bottom.dividingFullWidth(amount.multipliedFullWidth(by: top))
        let rest = bottom - remainder
        if remainder > rest || (remainder == rest && quotient % 2 != 0) { quotient += 1 }
        return quotient
    }
}
