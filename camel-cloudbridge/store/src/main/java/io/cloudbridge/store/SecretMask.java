/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes the secrets of one account out of its errors. Errors quote what a server says, and servers, or proxies on the way, quote in their error pages
 * what they were sent: tokens, signed addresses, passwords. Immutable.
 */
final class SecretMask {

    static final SecretMask NONE = new SecretMask(List.of());

    private static final Pattern NAME =
            Pattern.compile(".*(key|secret|token|password|connectionstring)", Pattern.CASE_INSENSITIVE);

    /** Within a secret, what is a secret by itself. */
    private static final Pattern PART = Pattern.compile(
            "(?:AccountKey=|SharedAccessSignature=|sig=)([^;&]+(?:[;&](?!AccountKey|BlobEndpoint)[^;]*)?)");

    /** What a client gets and sends without its being a setting: tokens of sessions and roles, signatures. By the names under which it travels. */
    private static final Pattern SENT = Pattern.compile(
            "((?:x-auth-token|x-subject-token|x-amz-security-token|x-goog-iam-authorization-token|authorization|cookie)"
                    + "[\"']?\\s*[:=]\\s*\\[?[\"']?(?:(?:bearer|basic|sharedkey)\\s+)?"
                    + "|\\b(?:sig|temp_url_sig|x-amz-signature|x-goog-signature)=)[^\\s\"'\\],;&<]+",
            Pattern.CASE_INSENSITIVE);

    /** Shorter ones are words that errors need, such as {@code true}. */
    private static final int SHORTEST = 8;

    private static final int DEEPEST = 20;

    private static final String MASK = "xxxxxx";

    private final List<String> secrets;

    private SecretMask(List<String> secrets) {
        this.secrets = secrets;
    }

    static SecretMask of(StoreConfig config) {
        return new SecretMask(config.names().stream()
                .filter(name -> NAME.matcher(name).matches())
                .flatMap(name -> config.find(name).stream())
                .flatMap(SecretMask::withParts)
                .flatMap(SecretMask::spellings)
                .filter(text -> text.length() >= SHORTEST)
                .distinct()
                // the whole before its parts
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    private static Stream<String> withParts(String secret) {
        Matcher part = PART.matcher(secret);
        Stream.Builder<String> all = Stream.<String>builder().add(secret);
        for (int from = 0; part.find(from); from = part.start(1)) {
            all.add(part.group(1));
            all.add(part.group(1).replaceAll("[&;].*", ""));
        }
        return all.build();
    }

    private static Stream<String> spellings(String secret) {
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        try {
            return Stream.of(secret, encoded, URLDecoder.decode(secret, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Stream.of(secret, encoded);
        }
    }

    private boolean isIn(String text) {
        return text != null
                && (secrets.stream().anyMatch(text::contains)
                        || SENT.matcher(text).find());
    }

    String mask(String text) {
        String masked = text;
        if (isIn(text)) {
            for (String secret : secrets) {
                masked = masked.replace(secret, MASK);
            }
            masked = SENT.matcher(masked).replaceAll("$1" + MASK);
        }
        return masked;
    }

    /** The same error without secrets, its causes included. */
    CloudBridgeException mask(CloudBridgeException e) {
        Failure told = e.failure();
        Failure masked = told.withMessage(mask(told.message()))
                .withHttp(told.httpStatus(), mask(told.code()), mask(told.requestId()));
        return e.masked(masked, isInCauses(e) ? cause(e.getCause(), 0) : null);
    }

    private boolean isInCauses(Throwable e) {
        int depth = 0;
        for (Throwable at = e.getCause(); at != null && depth < DEEPEST; at = at.getCause(), depth++) {
            if (isIn(at.toString())) {
                return true;
            }
        }
        return false;
    }

    private Throwable cause(Throwable e, int depth) {
        return e == null || depth == DEEPEST
                ? null
                : new MaskedCause(mask(e.toString()), e, cause(e.getCause(), depth + 1));
    }

    /** Stands for an exception whose message has a secret. */
    private static final class MaskedCause extends Exception {
        private static final long serialVersionUID = 1;

        private MaskedCause(String text, Throwable original, Throwable cause) {
            super(text, cause);
            setStackTrace(original.getStackTrace());
        }

        /** As the original says it, whose class is the first word. */
        @Override
        public String toString() {
            return getMessage();
        }
    }
}
