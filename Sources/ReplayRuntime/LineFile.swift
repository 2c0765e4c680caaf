internal import CZlib
internal import Events
internal import Glibc

/// A file of JSON lines, plain or gzip, or standard input, read line by line without a copy.
///
/// A line is good until the next one is asked for, and followed by the bytes that the parser wants to read.
@safe public struct LineFile: ~Copyable {
    /// What a line may be at most; a longer one ends the run, for it cannot be kept whole.
    public static let longestLine = 64 << 20

    /// The path as it was given; `-` is standard input.
    public let path: String
    /// How many bytes of lines were handed out.
    public private(set) var bytesRead: Int64 = 0
    /// The size of the file, nil where it cannot be known.
    public let size: Int64?

    // Safe: owned here, freed in `deinit`, never handed out but as one line at a time.
    private var buffer: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    private let file: gzFile

    /// Opens a file; `-` is standard input.
    public init(path: String) throws(ReplayError) {
        self.path = path
        var status = stat()
        let isKnown = unsafe stat(path, &status) == 0
        size = path != "-" && isKnown ? Int64(status.st_size) : nil
        if path != "-", status.st_mode & S_IFMT == S_IFDIR {
            throw .cannotRead(path, reason: "it is a directory")
        }
        let opened = path == "-" ? unsafe gzdopen(0, "rb") : unsafe gzopen(path, "rb")
        guard let file = unsafe opened else { throw .cannotRead(path, reason: String(errno: errno)) }
        unsafe self.file = file
        unsafe gzbuffer(file, 1 << 18)
        capacity = 1 << 20
        unsafe buffer = .allocate(byteCount: capacity + Record.padding, alignment: 64)
        unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Record.padding)
    }

    deinit {
        unsafe gzclose(file)
        unsafe buffer.deallocate()
    }

    /// How much of the file, as it lies on the disk, was read: 0…1; nil where its size is not known.
    public var progress: Double? {
        guard let size, size > 0 else { return nil }
        return min(1, Double(unsafe gzoffset(file)) / Double(size))
    }

    /// The next line without its end; nil at the end of the file.
    public mutating func next() throws(ReplayError) -> UnsafeRawBufferPointer? {
        var searched = start
        while true {
            if let feed = unsafe memchr(buffer + searched, 0x0A, end - searched) {
                let stop = unsafe UnsafeRawPointer(feed) - UnsafeRawPointer(buffer)
                defer { start = stop + 1 }
                return unsafe line(upTo: stop)
            }
            searched = end
            if isAtEnd {
                guard start < end else { return nil }
                defer { start = end }
                return unsafe line(upTo: end)
            }
            searched -= start
            try fill()
            searched += start
        }
    }

    private mutating func line(upTo stop: Int) -> UnsafeRawBufferPointer {
        bytesRead += Int64(min(stop + 1, end) - start)
        var length = stop - start
        if length > 0, unsafe buffer.load(fromByteOffset: stop - 1, as: UInt8.self) == 0x0D { length -= 1 }
        return unsafe UnsafeRawBufferPointer(start: buffer + start, count: length)
    }

    /// Moves what is left to the front, and reads on behind it; grows where one line fills everything.
    private mutating func fill() throws(ReplayError) {
        if start > 0 {
            unsafe memmove(buffer, buffer + start, end - start)
            end -= start
            start = 0
        } else if end == capacity {
            try grow()
        }
        let read = unsafe gzread(file, buffer + end, UInt32(min(capacity - end, 1 << 30)))
        guard read >= 0 else { throw .cannotRead(path, reason: "damaged gzip data, or an error of the disk") }
        if read == 0 {
            // At the end of the file, but within what gzip promised: the rest was cut off.
            var code: Int32 = Z_OK
            _ = unsafe gzerror(file, &code)
            guard code == Z_OK else { throw .cannotRead(path, reason: "its gzip data is cut off") }
            isAtEnd = true
        }
        end += Int(read)
    }

    private mutating func grow() throws(ReplayError) {
        guard capacity < Self.longestLine else {
            throw .cannotRead(path, reason: "a line is longer than 64 MiB")
        }
        let larger = UnsafeMutableRawPointer.allocate(
            byteCount: 2 * capacity + Record.padding, alignment: 64)
        unsafe larger.initializeMemory(as: UInt8.self, repeating: 0, count: 2 * capacity + Record.padding)
        unsafe memcpy(larger, buffer, end)
        unsafe buffer.deallocate()
        unsafe buffer = larger
        capacity *= 2
    }
}

extension String {
    /// What an error number of the C library means.
    init(errno number: Int32) {
        let text = unsafe strerror(number)
        self = unsafe text.map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
