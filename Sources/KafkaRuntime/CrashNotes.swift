internal import Glibc
internal import Streaming

/// A small file that outlives the process: what each lane is at, and what crashed the process before.
///
/// A lane's mark is mapped memory, so to note an event costs two stores. Only a trap of a lane's own thread makes
/// a suspect of what is noted (`CrashSignals`): a process that is killed from outside says nothing of its events.
/// Who is suspected twice is poison. The notes are of one instance on one machine: a partition that moves on takes
/// none along, so that an event crashes each worker at most twice.
///
/// The file has words of eight bytes in the machine's order: a head, the suspects, then a slot for each lane.
@safe final class CrashNotes: Sendable {
    /// What the process crashed at.
    struct Suspect: Equatable {
        var place: WorkMark.Place
        /// How often.
        var crashes: Int
        /// When it did so last.
        var time: Milliseconds
        /// Whether that was the last run.
        var isNew = false
    }

    /// Why there is no file.
    struct Failure: Error {
        let path: String
        let reason: String
    }

    /// How many crashes make poison.
    static let patience = 2
    /// A defect is mended within a day, or met again.
    static let memory: Milliseconds = 24 * .hour

    /// What former runs crashed at.
    let suspects: [Suspect]
    // Safe: mapped for the life of the process; each lane's slot has one writer.
    nonisolated(unsafe) private let words: UnsafeMutablePointer<UInt64>
    private let lanes: Int

    /// Opens an instance's notes, or makes them.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - lanes: how many lanes there are now.
    ///   - now: the wall clock.
    /// - Throws: where there can be no such file.
    init(path: String, lanes: Int, now: Milliseconds) throws(Failure) {
        func failure() -> Failure { Failure(path: path, reason: unsafe String(cString: strerror(errno))) }
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        suspects = FileLayout.suspects(in: Self.read(descriptor), now: now)
        let size = FileLayout.size(lanes: lanes)
        // All blocks are there before it is mapped: a full disk is told here, and not by a signal later.
        guard ftruncate(descriptor, 0) == 0, posix_fallocate(descriptor, 0, size) == 0,
            let start = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            unsafe start != MAP_FAILED
        else { throw failure() }
        unsafe words = start.bindMemory(to: UInt64.self, capacity: size / 8)
        self.lanes = lanes
        for (index, word) in FileLayout.head(suspects, lanes: lanes).enumerated() {
            unsafe words[index] = word
        }
        for lane in 0..<lanes { unsafe words[FileLayout.slot(lane) + FileLayout.channel] = WorkMark.nothing }
    }

    private static func read(_ descriptor: Int32) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: FileLayout.size(lanes: 256) / 8)
        let count = unsafe words.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        return Array(words.prefix(max(0, count) / 8))
    }

    /// What is not to be tried again.
    var poison: Set<WorkMark.Place> {
        Set(suspects.filter { $0.crashes >= Self.patience }.map(\.place))
    }

    /// The mark of a lane.
    func mark(of lane: Int) -> WorkMark {
        precondition(lane < lanes)
        let slot = unsafe UnsafeMutableRawPointer(words + FileLayout.slot(lane) + FileLayout.channel)
        return unsafe WorkMark(words: slot, poison: poison)
    }

    /// Says that the calling thread works for a lane.
    func adopt(lane: Int) { unsafe words[FileLayout.slot(lane) + FileLayout.thread] = UInt64(pthread_self()) }

    /// The slots, for whoever is called when a thread traps.
    var slots: (first: UnsafeMutablePointer<UInt64>, count: Int) {
        unsafe (words + FileLayout.slot(0), lanes)
    }

    /// After an end in good order nothing is suspected: whoever comes back tries everything again.
    func forget() { for word in 0..<FileLayout.slot(lanes) { unsafe words[word] = 0 } }
}

extension CrashNotes {
    /// Where what stands in the file.
    enum FileLayout {
        static let mark: UInt64 = 0x5745_4952_4E4F_5431  // "WEIRNOT1"
        static let headWords = 2
        static let mostSuspects = 16
        static let suspectWords = 4
        /// A line of the processor's cache, so that lanes do not disturb each other.
        static let slotWords = 8
        // In a slot.
        static let thread = 0
        static let channel = 1
        static let offset = 2
        static let signal = 3

        static func slot(_ lane: Int) -> Int {
            headWords + mostSuspects * suspectWords + lane * slotWords
        }

        static func size(lanes: Int) -> Int { slot(lanes) * 8 }

        static func head(_ suspects: [Suspect], lanes: Int) -> [UInt64] {
            var words = [mark, UInt64(lanes)]
            for suspect in suspects {
                words += [
                    suspect.place.channel.rawValue, UInt64(bitPattern: suspect.place.offset),
                    UInt64(suspect.crashes), UInt64(bitPattern: suspect.time),
                ]
            }
            return words + [UInt64](repeating: 0, count: slot(0) - words.count)
        }

        /// The suspects of a file as the last run left it: its own, and what its lanes were at when they trapped.
        static func suspects(in words: [UInt64], now: Milliseconds) -> [Suspect] {
            guard words.count >= slot(0), words[0] == mark else { return [] }
            var suspects: [Suspect] = []
            for index in 0..<mostSuspects {
                let entry = words[(headWords + index * suspectWords)...].prefix(suspectWords).map { $0 }
                guard entry[2] > 0, entry[2] < 1 << 32 else { continue }
                let place = place(entry[0], entry[1])
                let time = Milliseconds(bitPattern: entry[3])
                guard now.subtractingReportingOverflow(time).partialValue < memory else { continue }
                suspects.append(Suspect(place: place, crashes: Int(entry[2]), time: time))
            }
            for lane in 0..<Int(min(words[1], 256)) where slot(lane + 1) <= words.count {
                let entry = words[slot(lane)...].prefix(slotWords).map { $0 }
                guard entry[signal] != 0, entry[channel] != WorkMark.nothing else { continue }
                let place = place(entry[channel], entry[offset])
                let former = suspects.first { $0.place == place }?.crashes ?? 0
                suspects.removeAll { $0.place == place }
                suspects.append(Suspect(place: place, crashes: former + 1, time: now, isNew: true))
            }
            return suspects.suffix(mostSuspects)
        }

        private static func place(_ channel: UInt64, _ offset: UInt64) -> WorkMark.Place {
            WorkMark.Place(ChannelID(rawValue: channel), Int64(bitPattern: offset))
        }
    }
}
