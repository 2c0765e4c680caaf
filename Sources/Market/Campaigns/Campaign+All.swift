extension Campaign {
    /// What every brand could run; `brands` says which do.
    static let all = bought + earned + messages + offline

    /// Media that are paid by click or view.
    private static let bought = [
        Campaign(
            name: "search-brand", channel: "search", team: "performance", partner: "google", entry: .brand,
            cost: ("cpc", "0.35"), target: ("roas", "4"), budget: 1_500, lift: 0),
        Campaign(
            name: "search-generic", channel: "search", team: "performance", partner: "google",
            entry: .generic, cost: ("cpc", "0.90"), target: ("roas", "3"), budget: 4_000, lift: 80),
        Campaign(
            name: "social-spring", channel: "social", team: "performance", partner: "meta", entry: .social,
            reported: (95, 900, "USD"), target: ("roi", "0.2"), budget: 3_500, lift: 34, clicks: 330),
        Campaign(
            name: "display-prospecting", channel: "display", team: "performance", partner: "adnet",
            entry: .display, reported: (640, 4_000, "EUR"), target: ("roas", "2"), budget: 5_000, lift: 4,
            clicks: 220),
        Campaign(
            name: "old-banner", channel: "display", team: "", entry: .display, lift: 0, clicks: 400,
            brands: 0b0001, isListed: false),
        Campaign(
            name: "garden-guide", channel: "social", team: "content", partner: "meta", entry: .guide,
            cost: ("cpl", "4.00"), objective: "leads", leadValue: "12.50", target: ("cpl", "6"), budget: 900,
            lift: 26, brands: 0b0111),
    ]

    /// Partners who are paid for orders, and people who are paid for their name.
    private static let earned = [
        Campaign(
            name: "affiliate-deals", channel: "affiliate", team: "partnerships", partner: "dealhub",
            entry: .deals, cost: ("cpa", "9.00"), target: ("cpa", "12"), budget: 1_500, lift: 40),
        Campaign(
            name: "affiliate-reviews", channel: "affiliate", team: "partnerships", partner: "reviewnet",
            entry: .blogs, cost: ("revenue_share", "0.06"), target: ("roas", "5"), budget: 1_200, lift: 66),
        Campaign(
            name: "influencer-lena", channel: "influencer", team: "partnerships", partner: "lena",
            entry: .influencer, reported: (60, 0, "GBP"), target: ("long_roi", "0.1"), budget: 1_000,
            lift: 48,
            brands: 0b0011),
    ]

    /// Messages of one's own: the newsletter is the over-mailed list.
    private static let messages = [
        Campaign(
            name: "newsletter", channel: "email", team: "crm", cost: ("cps", "0.02"), target: ("roi", "1"),
            budget: 600, lift: 14),
        Campaign(
            name: "letter-to-friends", channel: "email", team: "crm", cost: ("cps", "0.02"),
            target: ("roi", "1"), budget: 200, lift: 70),
        Campaign(
            name: "sms-flash", channel: "sms", team: "crm", cost: ("cps", "0.075"), budget: 400, lift: 44,
            brands: 0b0101),
        Campaign(
            name: "app-push", channel: "push", team: "crm", cost: ("cps", "0.01"), budget: 100, lift: 24),
        Campaign(
            name: "points-letter", channel: "loyalty", team: "crm", cost: ("cps", "0.02"), budget: 150,
            lift: 36),
        Campaign(
            name: "letter-of-spring", channel: "direct_mail", team: "brand", partner: "press-house",
            cost: ("cps", "0.55"), budget: 500, lift: 52),
        Campaign(
            name: "ring-round", channel: "call_center", team: "service", cost: ("cps", "1.40"), budget: 300,
            lift: 60),
    ]

    /// What is seen, heard or walked into.
    private static let offline = [
        Campaign(
            name: "tv-spring", channel: "tv", team: "brand", partner: "channel-five", cost: ("cpm", "6.00"),
            objective: "awareness", target: ("reach", "100000"), budget: 6_000, isPinned: true,
            brands: 0b0001),
        Campaign(
            name: "radio-morning", channel: "radio", team: "brand", partner: "channel-five",
            cost: ("cpm", "3.50"), objective: "awareness", target: ("reach", "40000"), budget: 800,
            brands: 0b0010),
        Campaign(
            name: "flyer", channel: "print", team: "brand", partner: "press-house", entry: .print,
            cost: ("cpm", "14.00"), budget: 900, lift: 44),
        Campaign(
            name: "shelf-offer", channel: "store", team: "retail", entry: .store, budget: 300, lift: 50),
        Campaign(
            name: "call-desk", channel: "call_center", team: "service", entry: .call, budget: 1_200, lift: 60),
    ]
}
