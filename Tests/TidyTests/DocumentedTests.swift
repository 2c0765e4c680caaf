import Testing

/// docs/librdkafka.md names files and tests: a reader who follows one finds it.
@Suite("The page on librdkafka")
struct DocumentedTests {
    private static let path = "docs/librdkafka.md"
    private static let page = SourceTree.files.first { $0.path == path }

    /// What stands between backticks.
    private static func names(in line: Substring) -> [Substring] {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    }

    /// Whether it reads like `Suite.function`.
    private static func isTest(_ name: Substring) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].hasSuffix("Tests") && parts[1].first?.isLowercase == true
    }

    /// All tests, as `Suite.function`: a suite's name ends with "Tests".
    private static let known: Set<String> = {
        var known: Set<String> = []
        for file in SourceTree.swift where file.path.hasPrefix("Tests/") {
            var suite = ""
            var isTest = false
            for line in file.lines {
                let words = line.split { " ({".contains($0) }
                if let index = words.firstIndex(of: "struct"), index + 1 < words.count,
                    words[index + 1].hasSuffix("Tests")
                {
                    suite = String(words[index + 1])
                }
                isTest = isTest || words.first?.hasPrefix("@Test") == true
                guard isTest, let index = words.firstIndex(of: "func"), index + 1 < words.count else {
                    continue
                }
                known.insert("\(suite).\(words[index + 1])")
                isTest = false
            }
        }
        return known
    }()

    @Test("names files that are there")
    func files() throws {
        let page = try #require(Self.page)
        let paths = Set(SourceTree.sources.map(\.path))
        let named = page.lines.flatMap(Self.names).filter { $0.hasSuffix(".swift") }
        #expect(named.count > 30)
        #expect(named.filter { !paths.contains("Sources/\($0)") } == [])
    }

    @Test("names tests that are there")
    func tests() throws {
        let page = try #require(Self.page)
        let named = page.lines.flatMap(Self.names).filter(Self.isTest)
        #expect(named.count > 100)
        let missing = named.filter { !Self.known.contains(String($0)) }
        #expect(missing == [])
        #expect(Self.known.contains("DocumentedTests.tests"))
        #expect(!Self.known.contains("DocumentedTests.isTest"), "a function that is no test")
    }

    /// Every table but that of the properties, which `ClientSetupTests` compares with what is set.
    @Test("says of every fact what shows it, or why nothing does")
    func answers() throws {
        let page = try #require(Self.page)
        var (isTable, rows) = (false, 0)
        for line in page.lines {
            guard line.hasPrefix("|") else {
                isTable = false
                continue
            }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
            guard let last = cells.last else { continue }
            if last == " test " { isTable = true }
            guard isTable, last != " test ", !last.hasPrefix(" ---") else { continue }
            rows += 1
            let isAnswer =
                Self.names(in: last).contains(where: Self.isTest)
                || ["not yet", "does not apply", "measured only"].contains { last.contains($0) }
            #expect(isAnswer, "\(line)")
        }
        #expect(rows > 60)
    }
}
