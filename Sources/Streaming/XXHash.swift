internal import CXXHash

/// The hashes of the xxHash library, over spans of bytes.
public enum XXHash {
    /// XXH64 with seed 0: the identity of event ids (SPEC 2), and checksums.
    public static func hash64(_ bytes: Span<UInt8>) -> UInt64 {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe XXH64(buffer.baseAddress, buffer.count, 0)
        }
    }

    /// XXH3 with 128 bits under a secret.
    public static func hash128(_ bytes: Span<UInt8>, secret: [UInt8]) -> Hash128 {
        let hash = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe secret.withUnsafeBufferPointer { secret in
                unsafe XXH3_128bits_withSecret(
                    buffer.baseAddress, buffer.count, secret.baseAddress, secret.count)
            }
        }
        return Hash128(high: hash.high64, low: hash.low64)
    }

    /// Derives a secret for `hash128` from a key of any length.
    public static func secret(from key: [UInt8]) -> [UInt8] {
        var secret = [UInt8](repeating: 0, count: Int(XXH3_SECRET_SIZE_MIN) + 56)
        let code = unsafe secret.withUnsafeMutableBytes { secret in
            unsafe key.withUnsafeBytes { key in
                unsafe XXH3_generateSecret(secret.baseAddress, secret.count, key.baseAddress, key.count)
            }
        }
        precondition(code == XXH_OK, "the secret's size is above the library's minimum")
        return secret
    }
}
