import Operations

extension FileSource {
    /// Files of a table; time zones come from the machine.
    static func table(_ files: [String: String]) -> FileSource {
        FileSource { path, limit throws(FileFailure) in
            if let text = files[path] { return Array(text.utf8) }
            guard path.hasPrefix("/usr/share/zoneinfo/") else {
                throw FileFailure(reason: "there is no such file")
            }
            return try FileSource.machine.read(path, limit)
        }
    }
}

extension Configuration {
    /// The configuration of a text.
    static func read(
        _ text: String, environment: [String: String] = [:], flags: [(String, String)] = [],
        files: [String: String] = [:]
    ) throws(Problems) -> Configuration {
        var files = files
        files["weir.yaml"] = text
        let flags = flags.map { KeyFlag(path: $0.0, value: $0.1) }
        return try load(file: "weir.yaml", environment: environment, flags: flags, files: .table(files))
    }

    /// All problems of a text, one per line; empty where there are none.
    static func problems(
        _ text: String, environment: [String: String] = [:], flags: [(String, String)] = [],
        files: [String: String] = [:]
    ) -> String {
        do throws(Problems) {
            _ = try read(text, environment: environment, flags: flags, files: files)
            return ""
        } catch { return error.description }
    }
}
