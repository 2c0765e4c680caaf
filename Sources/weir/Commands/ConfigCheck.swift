internal import Events
internal import Marketing
internal import Operations
internal import Streaming
internal import Topology

/// `weir config check`: every problem of the configuration and the catalogue, or `ok`.
let configCheckCommand = Command(
    "check", "checks the configuration and the catalogue, and reports all problems",
    help: """
        Problems are written as file:line:column: message, one per line. Exit code 78 if there is one.

        Examples:
          weir config check --config weir.yaml
          weir config check --config weir.yaml --catalogue campaigns.yaml
          weir config check --lateness 1m --idle_timeout never
        """,
    takesKeys: true
) { invocation throws(CommandFailure) in
    let configuration: Configuration
    do throws(Problems) { configuration = try invocation.loadConfiguration() } catch {
        invocation.console.talk(error.description)
        return .configuration
    }
    try invocation.console.print(summary(of: configuration))
    return .ok
}

private func summary(of configuration: Configuration) -> String {
    let catalogue = configuration.settings.catalogue
    let digest = String(configuration.settings.digest, radix: 16)
    let padded = String(repeating: "0", count: 16 - digest.count) + digest
    let file = configuration.deployment.catalogue.map { " (\($0))" } ?? ""
    return """
        ok
        digest     \(padded)
        catalogue  \(catalogue.campaigns.count) campaigns, \(catalogue.channels.count) channels, \
        \(catalogue.pools.count) pools\(file)
        """
}
