import BrokerSupport
import Foundation
import Testing

extension BrokerTests {
    @Suite("A broker that asks who is there", .serialized, .enabled(if: Broker.canBeSecure))
    struct SecurityTests {
        @Test("a worker runs over TLS with SASL PLAIN, its password in a file, and prints it nowhere")
        func plainOverTLS() throws {
            let broker = try Broker.startSecure()
            defer { try? broker.perform("kill") }
            let port = try #require(broker.bootstrap.split(separator: ":").last.flatMap { Int($0) })
            for resource in [["--topic", "*"], ["--group", "*"], ["--transactional-id", "*"]] {
                _ = try broker.tool(
                    [
                        "acls", "--bootstrap-server", broker.bootstrap, "--add",
                        "--allow-principal",
                        "User:weir", "--operation", "All",
                    ] + resource)
            }
            let password = broker.directory.appending(path: "password")
            try Data("weir-secret\n".utf8).write(to: password)
            var plan = ApplicationPlan()
            plan.sources = [("clicks", "clicks", 1)]
            plan.numbers = "windows: {aligned: [1h], sliding: []}"
            plan.options = [
                "security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN", "sasl.username": "weir",
                "sasl.password.file": password.path,
                "ssl.ca.location": broker.directory.appending(path: "tls/ca.pem").path,
            ]
            let application = try Application(
                plan, administrator: broker.bootstrap, bootstrap: "127.0.0.1:\(port + 3)")
            try application.send((0..<30).map { Day.click("a\($0)", minute: $0, customer: "k\($0)") })
            let workers = try application.runToEnd(["one"])
            #expect(try application.finals("pool").first?.counts["clicks"] == 30)
            #expect(workers.allSatisfy { !$0.text.contains("weir-secret") })

            try Data("wrong\n".utf8).write(to: password)
            let refused = try application.start("two", "--until-end")
            #expect(try refused.end(within: 60) == 77, "\(refused.text)")
        }
    }
}
