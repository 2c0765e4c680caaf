import Glibc
import SimulationSupport

exit(SimulationProgram.run(Array(CommandLine.arguments.dropFirst())))
