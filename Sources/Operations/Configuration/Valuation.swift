public import Mathematics

/// What customers and channels are worth: settings of SPEC 5 that are read and checked now, and used once churn
/// is priced.
public struct Valuation: Hashable, Sendable {
    /// `lifetime` where one set holds for all pools.
    public var lifetime: Lifetime?
    /// `lifetime` by pool.
    public var lifetimes: [String: Lifetime] = [:]
    /// `churn.k` in millionths; nil: a mean order.
    public var priorWeight: Int64?
    /// `churn.prior` by channel.
    public var priors: [String: Decimal] = [:]
    /// `churn.prior_default`.
    public var defaultPrior = Decimal(mantissa: 1, scale: 1)
    /// `churn.prospect_value` in millionths.
    public var prospectValue: Int64 = 0
    /// `churn.severity` by the kind's name in the configuration.
    public var severities: [String: Decimal] = [:]

    /// The defaults of SPEC 10, without severities.
    public init() {}

    /// The parameters of BG/NBD (`r α a b`) and Gamma-Gamma (`p q v`); all are positive, and q > 1.
    public struct Lifetime: Hashable, Sendable {
        /// Shape of the buying rates.
        public var r: Decimal
        /// Scale of the buying rates, in weeks.
        public var alpha: Decimal
        /// First shape of the leaving probabilities.
        public var a: Decimal
        /// Second shape of the leaving probabilities.
        public var b: Decimal
        /// Shape of order values.
        public var p: Decimal
        /// Shape of the mean order values.
        public var q: Decimal
        /// Scale of the mean order values.
        public var v: Decimal
    }
}
