import KafkaRuntime
import Streaming

@testable import KafkaRuntime

/// A record as it is lent for one call.
@safe
struct SimulatedRecord: LogRecord {
    let offset: Int64
    let stored: StoredRecord
    // Safe: they point into arrays that `lend` keeps for the time of the call.
    private let bytes: UnsafeRawBufferPointer
    private let places: [String: Range<Int>]

    static func lend(
        _ record: StoredRecord, offset: Int64, _ body: (borrowing SimulatedRecord) -> Void
    ) {
        var bytes: [UInt8] = record.key ?? []
        bytes += record.value ?? []
        var places: [String: Range<Int>] = [:]
        for header in record.headers {
            let start = bytes.count
            bytes += header.value.utf8
            places[header.name] = start..<bytes.count
        }
        bytes.append(0)
        unsafe bytes.withUnsafeBytes { bytes in
            let lent = unsafe SimulatedRecord(offset: offset, stored: record, bytes: bytes, places: places)
            body(lent)
        }
    }

    var size: Int { stored.size }

    var timestamp: Milliseconds? { stored.timestamp }

    var key: UnsafeRawBufferPointer? {
        unsafe stored.key.map { unsafe UnsafeRawBufferPointer(rebasing: bytes[0..<$0.count]) }
    }

    var value: UnsafeRawBufferPointer? {
        let start = stored.key?.count ?? 0
        return unsafe stored.value.map {
            unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<start + $0.count])
        }
    }

    func header(_ name: StaticString) -> UnsafeRawBufferPointer? {
        unsafe places[name.description].map { unsafe UnsafeRawBufferPointer(rebasing: bytes[$0]) }
    }
}
