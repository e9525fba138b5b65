/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Verifies V4 signed URLs (GOOG4-RSA-SHA256): form, time, signed headers, signature. */
final class Signatures {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final long LONGEST = 604_800;

    private final ServiceAccount account;

    Signatures(ServiceAccount account) {
        this.account = account;
    }

    static boolean signs(Call call) {
        return call.query("X-Goog-Signature") != null || call.query("X-Goog-Algorithm") != null;
    }

    /** Throws unless the URL was signed by the account for exactly this request and is still good. */
    void verify(Call call) {
        String algorithm = need(call, "X-Goog-Algorithm");
        String credential = need(call, "X-Goog-Credential");
        String date = need(call, "X-Goog-Date");
        String signedHeaders = need(call, "X-Goog-SignedHeaders");
        String signature = need(call, "X-Goog-Signature");
        Long seconds = Call.number("X-Goog-Expires", need(call, "X-Goog-Expires"));
        if (!algorithm.equals("GOOG4-RSA-SHA256")) {
            throw malformed("Unsupported algorithm " + algorithm);
        }
        String scope = credential.substring(credential.indexOf('/') + 1);
        if (!credential.startsWith(account.email + "/") || !scope.matches("\\d{8}/[^/]+/storage/goog4_request")) {
            throw ApiError.of(403, "forbidden", "AccessDenied", "Access denied.")
                    .withDetails("Unknown signer.");
        }
        checkTime(date, seconds);
        List<String> names = Arrays.asList(signedHeaders.split(";"));
        checkHeaders(call, names);
        String canonical = canonical(call, names);
        String toSign = String.join("\n", algorithm, date, scope, hex(canonical));
        if (!signature.matches("([0-9a-f]{2})+")
                || !account.verifies(
                        toSign.getBytes(StandardCharsets.UTF_8), HexFormat.of().parseHex(signature))) {
            throw ApiError.of(
                            403,
                            "forbidden",
                            "SignatureDoesNotMatch",
                            "The request signature we calculated does not match the signature you provided. Check your"
                                    + " Google secret key and signing method.")
                    .withDetails(canonical);
        }
        call.caller(account.email);
    }

    private static void checkTime(String date, long seconds) {
        Instant from;
        try {
            from = LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw malformed("Invalid X-Goog-Date " + date);
        }
        if (seconds < 1 || seconds > LONGEST) {
            throw ApiError.invalid("X-Goog-Expires must be between 1 and " + LONGEST + " seconds.");
        }
        Instant now = Instant.now();
        if (now.isAfter(from.plusSeconds(seconds))) {
            throw ApiError.of(400, "invalid", "ExpiredToken", "The provided token has expired.")
                    .withDetails("Request signature expired at: " + from.plusSeconds(seconds));
        }
        if (from.isAfter(now.plusSeconds(900))) {
            throw ApiError.of(403, "forbidden", "AccessDenied", "Access denied.")
                    .withDetails("Request not valid until " + from);
        }
    }

    private static void checkHeaders(Call call, List<String> names) {
        if (!names.contains("host")) {
            throw malformed("The host header must be signed.");
        }
        for (String name : names) {
            if (call.header(name) == null) {
                throw malformed("Header " + name + " was included in signedheaders, but not in the request.");
            }
        }
        for (String header : call.headers.keySet()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("x-goog-") && !names.contains(name)) {
                throw malformed("Header " + name + " was included in the request, but not in signedheaders.");
            }
        }
    }

    private static String canonical(Call call, List<String> names) {
        String query = call.query.entrySet().stream()
                .filter(e -> !e.getKey().equals("X-Goog-Signature"))
                .map(e -> escape(e.getKey()) + "=" + escape(e.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        String headers = names.stream()
                .map(n -> n + ":" + call.header(n).trim().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        String payload =
                names.contains("x-goog-content-sha256") ? call.header("x-goog-content-sha256") : "UNSIGNED-PAYLOAD";
        return String.join("\n", call.method, call.rawPath, query, headers, String.join(";", names), payload);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            escaped.append(plain ? String.valueOf(c) : String.format("%%%02X", b));
        }
        return escaped.toString();
    }

    private static String hex(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String need(Call call, String name) {
        String value = call.query(name);
        if (value == null) {
            throw malformed("Missing " + name);
        }
        return value;
    }

    private static ApiError malformed(String details) {
        return ApiError.of(400, "invalid", "MalformedSecurityHeader", "Your request has a malformed header.")
                .withDetails(details);
    }
}
