internal import Fitting

extension ChurnReport {
    /// What those who left bought afterwards.
    var after: Sheet {
        var sheet = Sheet(title: "What those who left bought afterwards")
        guard let aftermath else {
            sheet.notes = [
                "not compared: give purchases, those of the time after the answers, too: --purchases FILE…"
            ]
            return sheet
        }
        guard !aftermath.isForeign else {
            sheet.notes = [
                "not compared: of those who left with an order, \(aftermath.counts.unknown) are not in these "
                    + "purchases. Were they read with the id_key_file of the replay (--config), and are they the same "
                    + "customers?"
            ]
            return sheet
        }
        sheet.header = [
            "left by", "compared", "days", "ordered", "stayers did", "lost", "from", "to", "booked as lost",
        ]
        let rows = zip(aftermath.kinds.map { Optional($0) } + [nil], aftermath.fits + [aftermath.all])
        sheet.rows = rows.compactMap { kind, fit in fit.map { Self.cells(kind ?? "all", $0) } }
        sheet.apart = aftermath.all == nil ? 0 : 1
        sheet.notes =
            whom(aftermath) + [
                "ordered: value per customer in the days after, gross of refunds; stayers: up to "
                    + "\(Matching.mostStayers) customers of the same pool, frequency and recency band on the same day, the "
                    + "nearest in age, frequency, recency and mean value, who had left nothing until then; lost: what is "
                    + "missing of theirs, from … to in 95 of 100 cases (Bayesian bootstrap over customers, 999 draws, "
                    + "matches kept); booked as lost: what would be missing by the booked shares and severities. Stayers who "
                    + "left later stay in both, with what they lost by it."
            ]
        sheet.plot = ChurnPlot.weeks(aftermath.weeks)
        return sheet
    }

    private static func cells(_ name: String, _ fit: SeverityFit) -> [String] {
        [
            name, "\(fit.departures)", Figure.real(fit.meanDays, places: 0),
            Figure.real(fit.spent / 1_000_000, places: 2),
            Figure.real(fit.stayersSpent / 1_000_000, places: 2),
            Figure.percent(fit.lost?.estimate), Figure.percent(fit.lost?.lower),
            Figure.percent(fit.lost?.upper),
            Figure.percent(fit.booked),
        ]
    }

    /// How many of the ledger's people are compared, and where the others are.
    private func whom(_ aftermath: Aftermath) -> [String] {
        let counts = aftermath.counts
        let others = [
            (counts.prospects, "had not ordered yet"), (counts.unknown, "are not in the purchases"),
            (counts.unpriced, "have no price"),
            (counts.recent, "answered less than \(Aftermath.leastDays) days before the last order"),
            (counts.unmatched, "are like fewer than \(Matching.fewestStayers) who stayed"),
        ].filter { $0.0 > 0 }.map { "\(Figure.grouped($0.0)) \($0.1)" }
        var lines = [
            "Of \(Figure.count(counts.people, "customer")) who left something \(Figure.grouped(counts.compared)) are "
                + "compared, with \(Figure.grouped(aftermath.customers)) customers watched until "
                + "\(Figure.day(aftermath.lastDay))"
                + (others.isEmpty ? "." : "; \(others.joined(separator: ", ")).")
        ]
        if counts.withheld > 0 {
            lines.append(
                "\(Figure.count(counts.withheld, "answer")) of people without consent to analytics: not compared."
            )
        }
        if 10 * counts.agreeing < 9 * counts.ordering {
            lines.append(
                "note: only \(counts.agreeing) of \(counts.ordering) have as many order days here as in the ledger: give "
                    + "all purchases that the replay had.")
        }
        return lines
    }

    /// The severities that follow, and what to paste.
    var severities: [Sheet] {
        guard let aftermath, !aftermath.isForeign else { return [] }
        var sheet = Sheet(title: "Severities")
        sheet.header = ["left by", "configured", "estimate", "from", "to", "to paste"]
        for (kind, fit) in zip(aftermath.kinds, aftermath.fits) {
            guard let fit else { continue }
            let configured = Figure.real(fit.configured, places: 2)
            switch fit.severity {
            case .success(let found):
                sheet.rows.append(
                    [kind, configured] + Self.cells(found) + [
                        fit.shrunk.map { Figure.real($0, places: 2) } ?? "-"
                    ])
            case .failure(.tooWide(let found)):
                sheet.rows.append([kind, configured] + Self.cells(found) + ["-"])
            case .failure: sheet.rows.append([kind, configured, "-", "-", "-", "-"])
            }
            if case .failure(let refusal) = fit.severity {
                sheet.notes.append("\(kind): \(refusal.sentence)")
            }
        }
        if sheet.rows.isEmpty {
            sheet.notes.append("nobody can be compared, so there is nothing to estimate")
        }
        if let yaml {
            sheet.notes += [
                "estimate: the severity at which the booked shares would have lost what was lost. To paste: drawn towards "
                    + "the configured one, the more the wider the interval (as if true severities lay within "
                    + "\(Figure.real(SeverityFit.spread, places: 1)) of it), and not below 0.",
                "For weir.yaml:\n\(yaml)",
            ]
        }
        sheet.plot = ChurnPlot.severities(aftermath)
        return [sheet]
    }

    private static func cells(_ interval: Interval) -> [String] {
        [interval.estimate, interval.lower, interval.upper].map { Figure.real($0, places: 2) }
    }

    /// All severities, those with an estimate by it; nil where there is none.
    var yaml: String? {
        guard let aftermath, !aftermath.isForeign else { return nil }
        var severities = configured
        var hasEstimate = false
        for (kind, fit) in zip(aftermath.kinds, aftermath.fits) {
            guard let shrunk = fit?.shrunk else { continue }
            severities[kind] = shrunk
            hasEstimate = true
        }
        guard hasEstimate else { return nil }
        let entries = severities.sorted { $0.key < $1.key }.map {
            "\($0.key): \(Figure.real($0.value, places: 2))"
        }
        return "churn: {severity: {\(entries.joined(separator: ", "))}}"
    }

    /// What none of these figures knows.
    var limits: Sheet {
        var sheet = Sheet(title: "What this does not know")
        sheet.notes = [
            "* Why somebody left. Who is moving away, has found another shop or is angry about a parcel leaves and stops "
                + "buying, and would have stopped without the button: what is missing is then not the unsubscribe's. Only "
                + "a hold-out tells (do not write to some, and look at what they buy).",
            "* Differences that orders do not show. Stayers are alike in what they bought, not in age, tastes or opens; "
                + "some of them had no channel to leave.",
            "* Whose fault it was. Blame is by presence in the seven days before.",
            "* The shares. An estimated severity takes them as booked: where the share of a channel is too high, its "
                + "severity comes out too low.",
            "* Those who leave without a word. They are in the residual value, not here.",
        ]
        return sheet
    }
}

extension SeverityRefusal {
    /// Why there is no estimate, and what would help.
    var sentence: String {
        switch self {
        case .tooFew(let count):
            "no estimate: \(Figure.count(count, "customer")) can be compared, \(SeverityFit.fewest) are needed"
        case .nothingToLose:
            "no estimate: customers like them who stayed ordered nothing, so there was nothing to lose"
        case .noShares:
            "no estimate: the ledger has no shares, for nothing could be priced (weir fit, weir replay again)"
        case .tooWide(let found):
            "no severity to paste: \(Figure.real(found.lower, places: 1)) to \(Figure.real(found.upper, places: 1)) says "
                + "next to nothing; give purchases of a longer time after"
        }
    }
}
