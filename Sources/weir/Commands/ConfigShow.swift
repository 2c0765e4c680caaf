internal import Operations

private let json = Option("json", .nothing, "writes JSON instead of YAML")

/// `weir config show`: every key with its value and where it comes from.
let configShowCommand = Command(
    "show", "shows every key with its value and where it comes from",
    help: """
        A flag comes before the environment, that before the file, that before the default. The output is a
        configuration file that says the same; passwords and private keys are shown as ***.

        Examples:
          weir config show --config weir.yaml
          WEIR_LANES=4 weir config show --json
        """,
    options: [json], takesKeys: true
) { invocation throws(CommandFailure) in
    let configuration = try invocation.configuration()
    try invocation.console.print(invocation.arguments.isSet(json) ? configuration.json : configuration.yaml)
    return .ok
}
