internal import Streaming

/// Whether an instance runs or has ended in good order: a record of `weir.config`, beside the configurations.
struct RunMark: Equatable {
    var instance: String
    var isRunning: Bool

    private static let version: UInt64 = 2

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendVarint(Self.version)
        bytes.append(isRunning ? 1 : 0)
        bytes.append(contentsOf: instance.utf8)
        return bytes
    }

    init(instance: String, isRunning: Bool) {
        self.instance = instance
        self.isRunning = isRunning
    }

    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.varint() == Self.version else { return nil }
        isRunning = reader.byte() == 1
        guard !reader.isBroken else { return nil }
        instance = String(decoding: bytes[reader.position...], as: UTF8.self)
    }
}

/// Under which configuration the state was made: the newest record of `weir.config`.
struct ConfigurationRecord {
    var digest: UInt64
    /// The digest of the configuration that this one took over.
    var former: UInt64?
    var profiles: Int
    var pools: Int
    /// What decides numbers, one name and value per line.
    var text: [UInt8]

    init(digest: UInt64, former: UInt64?, profiles: Int, pools: Int, text: [UInt8]) {
        self.digest = digest
        self.former = former
        self.profiles = profiles
        self.pools = pools
        self.text = text
    }

    private static let version: UInt64 = 1

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendVarint(Self.version)
        bytes.appendWord(digest)
        bytes.append(former == nil ? 0 : 1)
        bytes.appendWord(former ?? 0)
        bytes.appendVarint(UInt64(profiles))
        bytes.appendVarint(UInt64(pools))
        bytes.append(contentsOf: text)
        return bytes
    }

    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.varint() == Self.version else { return nil }
        digest = reader.word()
        let hasFormer = reader.byte() == 1
        let word = reader.word()
        former = hasFormer ? word : nil
        profiles = Int(truncatingIfNeeded: reader.varint())
        pools = Int(truncatingIfNeeded: reader.varint())
        guard !reader.isBroken else { return nil }
        text = Array(bytes[reader.position...])
    }

    /// What is different, line by line: `-` as it was, `+` as it is now.
    func changes(to new: ConfigurationRecord) -> [String] {
        let (before, after) = (lines, new.lines)
        let (old, fresh) = (Set(before), Set(after))
        return before.filter { !fresh.contains($0) }.map { "- \($0)" }
            + after.filter { !old.contains($0) }.map { "+ \($0)" }
    }

    private var lines: [String] {
        text.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }
}
