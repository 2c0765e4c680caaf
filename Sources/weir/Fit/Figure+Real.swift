internal import Mathematics

extension Figure {
    /// A number with some significant digits: `0.242593`, `4.41353`, `15447.7`, `3.4e-09`.
    static func significant(_ value: Double, _ digits: Int = 6) -> String {
        guard value.isFinite else { return "-" }
        guard value != 0 else { return "0" }
        var exponent = 0
        var scaled = value.magnitude
        while scaled >= 10 {
            scaled /= 10
            exponent += 1
        }
        while scaled < 1 {
            scaled *= 10
            exponent -= 1
        }
        guard (-4...8).contains(exponent) else {
            return (value < 0 ? "-" : "") + plain(scaled, places: digits - 1) + "e\(exponent)"
        }
        return plain(value, places: max(0, digits - 1 - exponent))
    }

    /// A number with so many decimals, thousands apart.
    static func real(_ value: Double, places: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "-" }
        return decimal(Int128(value * 1_000_000), places: places)
    }

    /// A number with so many decimals, rounded half up.
    private static func plain(_ value: Double, places: Int) -> String {
        var unit: Int128 = 1
        for _ in 0..<places { unit *= 10 }
        let rounded = Int128(value.magnitude * Double(Int64(clamping: unit)) + 0.5)
        let (whole, part) = rounded.quotientAndRemainder(dividingBy: unit)
        let decimals = String(part)
        let text =
            places == 0
            ? "\(whole)" : "\(whole).\(String(repeating: "0", count: places - decimals.count))\(decimals)"
        return (value < 0 && rounded != 0 ? "-" : "") + text
    }

    /// A day of UTC: `2026-03-01`.
    static func day(_ day: Int32) -> String { String(time(Int64(day) * 86_400_000).prefix(10)) }
}
