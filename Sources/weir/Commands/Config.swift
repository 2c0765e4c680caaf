internal import Operations

/// `weir config`: what is configured, and whether it can be.
let configCommand = Command(
    "config", "checks and shows the configuration", subcommands: [configCheckCommand, configShowCommand])
