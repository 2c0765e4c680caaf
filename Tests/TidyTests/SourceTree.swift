import Foundation

/// The files of the package, found from where this file lies.
enum SourceTree {
    struct File: Sendable, CustomStringConvertible {
        /// Relative to the package, such as `Sources/Streaming/Timers.swift`.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// Its target: `Streaming`.
        var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var isSource: Bool { path.hasPrefix("Sources/") && path.hasSuffix(".swift") }
        var isSwift: Bool { path.hasSuffix(".swift") }
        var description: String { path }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What would be committed: hidden files and directories, such as `.build`, and logs are left out.
    static let files: [File] = {
        let enumerator = FileManager.default.enumerator(
            at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
        var files: [File] = []
        while let url = enumerator?.nextObject() as? URL {
            let path = url.path(percentEncoded: false).dropFirst(root.path(percentEncoded: false).count)
            guard !path.hasPrefix("out/"), !path.hasSuffix(".o"), !path.hasSuffix(".log"),
                let text = try? String(contentsOf: url, encoding: .utf8)
            else { continue }
            files.append(File(path: String(path), text: text))
        }
        return files.sorted { $0.path < $1.path }
    }()

    static let swift = files.filter(\.isSwift)
    static let sources = files.filter(\.isSource)
}
