/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A digest of a whole object's content.
 *
 * @param algorithm how it was computed
 * @param hex the value, big-endian, in lower-case hex
 */
public record Checksum(Algorithm algorithm, String hex) {

    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
        if (hex.length() != algorithm.bytes * 2 || !isHex(hex)) {
            throw CloudBridgeException.invalid("checksum '" + hex + "' is not " + algorithm.bytes * 2
                    + " hex digits as " + algorithm + " has; give the value in hex");
        }
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** From raw bytes. */
    public static Checksum of(Algorithm algorithm, byte[] value) {
        return new Checksum(algorithm, HexFormat.of().formatHex(value));
    }

    /** The raw bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /**
     * The checksum of this content with other content behind it, from the checksums of both.
     *
     * @param next checksum of the content behind, by the same algorithm
     * @param length of the content behind, in bytes
     * @throws IllegalArgumentException if the algorithms differ, or cannot be combined
     */
    public Checksum append(Checksum next, long length) {
        if (next.algorithm != algorithm || !algorithm.isCombinable()) {
            throw new IllegalArgumentException(algorithm + " and " + next.algorithm + " cannot be combined");
        }
        long shifted = multiply(shift(length), Long.parseUnsignedLong(hex, 16));
        return of(algorithm, shifted ^ Long.parseUnsignedLong(next.hex, 16));
    }

    private static Checksum of(Algorithm algorithm, long crc) {
        return new Checksum(algorithm, HexFormat.of().toHexDigits(crc, algorithm.bytes * 2));
    }

    /** The polynomial x to the power of eight times {@code bytes}, modulo that of the CRC; bits reversed. */
    private long shift(long bytes) {
        long one = 1L << (algorithm.bytes * 8 - 1);
        long result = one;
        long square = one >>> 8;
        for (long rest = bytes; rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /** The product of two polynomials over GF(2), modulo that of the CRC; bits reversed. */
    private long multiply(long a, long b) {
        long product = 0;
        long factor = b;
        for (int bit = algorithm.bytes * 8 - 1; bit >= 0; bit--) {
            if ((a >>> bit & 1) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) == 0 ? factor >>> 1 : (factor >>> 1) ^ algorithm.polynomial;
        }
        return product;
    }

    /** The algorithms the stores of this field use. */
    public enum Algorithm {
        MD5(16),
        SHA1(20),
        SHA256(32),
        CRC32(4, 0xedb88320L),
        CRC32C(4, 0x82f63b78L),
        CRC64NVME(8, Crc64Nvme.POLYNOMIAL);

        private final int bytes;
        private final long polynomial;

        Algorithm(int bytes) {
            this(bytes, 0);
        }

        /** @param polynomial of a CRC, its bits reversed */
        Algorithm(int bytes, long polynomial) {
            this.bytes = bytes;
            this.polynomial = polynomial;
        }

        /** Whether checksums of neighbouring parts can be combined into that of the whole: {@link Checksum#append}. */
        public boolean isCombinable() {
            return polynomial != 0;
        }

        /** By name in any spelling, for example {@code sha-256} or {@code SHA256}. */
        public static Algorithm parse(String name) {
            String plain = name.replace("-", "").toUpperCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(a -> a.name().equals(plain))
                    .findFirst()
                    .orElseThrow(() -> CloudBridgeException.invalid(
                            "checksum algorithm '" + name + "' is not known; use one of " + Arrays.toString(values())));
        }

        /** A new running digest; not thread-safe. */
        public Digest digest() {
            return new Digest(this);
        }
    }

    /** A running digest. Not thread-safe. */
    public static final class Digest {
        private final Algorithm algorithm;
        private final MessageDigest message;
        private final java.util.zip.Checksum crc;

        private Digest(Algorithm algorithm) {
            this.algorithm = algorithm;
            this.crc = switch (algorithm) {
                case CRC32 -> new CRC32();
                case CRC32C -> new CRC32C();
                case CRC64NVME -> new Crc64Nvme();
                case MD5, SHA1, SHA256 -> null;
            };
            this.message = crc == null ? messageDigest(algorithm) : null;
        }

        public void update(byte[] buffer, int offset, int length) {
            if (crc != null) {
                crc.update(buffer, offset, length);
            } else {
                message.update(buffer, offset, length);
            }
        }

        /** The digest of all bytes so far; ends this digest. */
        public Checksum checksum() {
            return crc != null ? Checksum.of(algorithm, crc.getValue()) : Checksum.of(algorithm, message.digest());
        }

        private static MessageDigest messageDigest(Algorithm algorithm) {
            String name =
                    switch (algorithm) {
                        case SHA1 -> "SHA-1";
                        case SHA256 -> "SHA-256";
                        default -> "MD5";
                    };
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(name + " is missing from this JDK", e);
            }
        }
    }
}
