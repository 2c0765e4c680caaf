import Foundation

/// Values computed with 60 digits, see Fixtures/high-precision.py.
struct HighPrecision: Sendable, CustomStringConvertible {
    let name: String
    let arguments: [Double]
    let value: Double
    let description: String

    static let all: [HighPrecision] = {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/high-precision.csv")
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map { line in
            let fields = line.split(separator: ",")
            let numbers = fields.dropFirst().map { Double($0) ?? .nan }
            return HighPrecision(
                name: String(fields[0]), arguments: Array(numbers.dropLast()), value: numbers.last ?? .nan,
                description: String(line))
        }
    }()

    static func rows(_ name: String) -> [HighPrecision] { all.filter { $0.name == name } }

    func error(of found: Double) -> Double { value == found ? 0 : abs(found / value - 1) }
}
