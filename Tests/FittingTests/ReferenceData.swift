import Foundation
import Marketing

/// Public data that lies outside the repository: `$WEIR_REFERENCE`, or beside the package.
enum ReferenceData {
    static let directory: String? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["WEIR_REFERENCE"].map { [URL(filePath: $0)] } ?? []
        let beside = [1, 2].map { steps in
            (0..<steps).reduce(package) { url, _ in url.deletingLastPathComponent() }.appending(
                path: "shared/reference")
        }
        return (named + beside).map { $0.path(percentEncoded: false) }
            .first { FileManager.default.fileExists(atPath: $0 + "/ltv") }
    }()

    /// A file's rows, by the names in its first line.
    static func table(_ path: String) throws -> [[String: Double]] {
        let text = try String(contentsOfFile: (directory ?? "") + "/" + path, encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline)
        let names = lines[0].split(separator: ",").map(String.init)
        return lines.dropFirst().map { line in
            let values = line.split(separator: ",").map { Double($0) ?? .nan }
            return Dictionary(zip(names, values)) { first, _ in first }
        }
    }

    /// The customers of CDNOW, their first 39 weeks.
    static func customers() throws -> [BuyingHistory] {
        try table("ltv/cdnow_customers_summary_with_transactions.csv").map { row in
            BuyingHistory(
                frequency: row["frequency"] ?? .nan, recency: row["recency"] ?? .nan, age: row["T"] ?? .nan,
                meanValue: row["monetary_value"] ?? .nan)
        }
    }
}
