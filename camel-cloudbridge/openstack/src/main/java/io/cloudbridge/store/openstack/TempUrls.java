/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.driver.PercentEncoding;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swift's TempURL middleware: an HMAC over method, end and path, with a key that the account or the container keeps. The key comes from the
 * settings, or is read there and remembered for a while; it is written only if the user asked for that. Thread-safe.
 */
final class TempUrls {

    private static final Logger LOG = LoggerFactory.getLogger(TempUrls.class);
    private static final Duration REMEMBER = Duration.ofMinutes(5);
    private static final String ACCOUNT_KEY = "X-Account-Meta-Temp-Url-Key";
    private static final String CONTAINER_KEY = "X-Container-Meta-Temp-Url-Key";
    /** RFC 6266: the value is a token, or a quoted string in which a backslash escapes. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*;\\s*([^\\s;=\"]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))\\s*(?=;|$)");

    private final SwiftClient client;
    private final ServerInfo server;
    private final String givenKey;
    private final boolean manage;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    private record Found(String key, Instant until) {}

    /**
     * @param givenKey the user's, or null
     * @param manage whether a key may be written to an account that has none
     */
    TempUrls(SwiftClient client, ServerInfo server, String givenKey, boolean manage) {
        this.client = client;
        this.server = server;
        this.givenKey = givenKey;
        this.manage = manage;
    }

    SignedRequest presign(PresignRequest request) {
        ObjectRef ref = request.ref();
        if (ref.key().chars().allMatch(c -> c == '/')) {
            throw SwiftErrors.unsupported("Swift answers no TempURL of a key that has nothing but slashes");
        }
        String disposition = disposition(request);
        URI storageUrl = client.session().storageUrl();
        Instant expires = Instant.now().plus(request.expiry()).truncatedTo(ChronoUnit.SECONDS);
        String text = request.method() + "\n" + expires.getEpochSecond() + "\n" + signedPath(storageUrl, ref);
        String url = storageUrl
                + SwiftCall.path(ref.bucket(), ref.key())
                + "?temp_url_sig="
                + hmac(server.wantsSha1() ? "HmacSHA1" : "HmacSHA256", key(ref.bucket()), text)
                + "&temp_url_expires="
                + expires.getEpochSecond()
                + disposition;
        return new SignedRequest(request.method(), URI.create(url), Map.of(), expires);
    }

    /** The path that Swift signs: from the version on, not escaped. Ceph signs all of it, its own prefix included. */
    static String signedPath(URI storageUrl, ObjectRef ref) {
        String path = storageUrl.getPath();
        int version = path.indexOf("/v1/");
        boolean ceph = path.startsWith("/swift/v1");
        String account = version > 0 && !ceph ? path.substring(version) : path;
        return account + "/" + ref.bucket() + "/" + ref.key();
    }

    private static String disposition(PresignRequest request) {
        if (request.responseContentType() != null) {
            throw SwiftErrors.unsupported(
                    "TempURLs cannot set the content type of the answer; drop responseContentType");
        }
        String wanted = request.responseContentDisposition();
        if (wanted == null) {
            return "";
        }
        String name = fileName(wanted);
        String file = name == null ? "" : "&filename=" + PercentEncoding.segment(name);
        String type = wanted.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "inline" -> file + "&inline";
            case "attachment" -> file;
            default ->
                throw SwiftErrors.unsupported(
                        "responseContentDisposition '" + wanted + "' begins with neither inline nor attachment");
        };
    }

    /**
     * The file name of a content disposition, or null. Other parameters mean nothing to browsers and are left out.
     *
     * @throws CloudBridgeException.InvalidRequest if the disposition cannot be read
     */
    static String fileName(String disposition) {
        Map<String, String> parameters = new HashMap<>();
        int read = Math.max(0, disposition.indexOf(';'));
        Matcher parameter = PARAMETER.matcher(disposition);
        while (read < disposition.length() && parameter.find(read) && parameter.start() == read) {
            String quoted = parameter.group(2);
            parameters.putIfAbsent(
                    parameter.group(1).toLowerCase(Locale.ROOT),
                    quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
            read = parameter.end();
        }
        if (disposition.indexOf(';') >= 0 && !disposition.substring(read).matches("[;\\s]*")) {
            throw unreadable(disposition, "it cannot be read from '" + disposition.substring(read) + "' on");
        }
        String encoded = parameters.get("filename*");
        return encoded == null ? parameters.get("filename") : decoded(disposition, encoded);
    }

    private static String decoded(String disposition, String encoded) {
        String[] parts = encoded.split("'", 3);
        if (parts.length < 3 || !parts[0].toLowerCase(Locale.ROOT).matches("utf-8|iso-8859-1")) {
            throw unreadable(disposition, "the characters of filename* are neither UTF-8'' nor ISO-8859-1''");
        }
        try {
            return URLDecoder.decode(parts[2].replace("+", "%2B"), Charset.forName(parts[0]));
        } catch (IllegalArgumentException e) {
            throw unreadable(disposition, "the escapes of filename* are broken");
        }
    }

    private static CloudBridgeException unreadable(String disposition, String why) {
        return CloudBridgeException.invalid(
                "responseContentDisposition '" + disposition + "' is not as RFC 6266 has it: " + why
                        + "; quote a file name that is more than a word, as in attachment; filename=\"a b.txt\"");
    }

    // ---- the key

    private String key(String bucket) {
        if (givenKey != null) {
            return givenKey;
        }
        return found.compute(
                        bucket,
                        (name, known) -> known != null && known.until().isAfter(Instant.now())
                                ? known
                                : new Found(find(name), Instant.now().plus(REMEMBER)))
                .key();
    }

    private String find(String bucket) {
        String key = read(SwiftCall.of("HEAD", (String) null), ACCOUNT_KEY);
        if (key == null) {
            key = read(SwiftCall.of("HEAD", bucket), CONTAINER_KEY);
        }
        if (key == null && manage) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            key = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            client.run(SwiftCall.of("POST", (String) null).with(ACCOUNT_KEY, key));
            // another process may have written one at the same moment, and the last one counts
            String last = read(SwiftCall.of("HEAD", (String) null), ACCOUNT_KEY);
            key = last == null ? key : last;
        }
        if (key == null) {
            throw SwiftErrors.unsupported(
                    "there is no TempURL key: none is set on the account or the container, or this login may not read it; set"
                            + " option tempUrlKey to the key, or manageTempUrlKey=true to have one made");
        }
        return key;
    }

    private String read(SwiftCall head, String header) {
        try {
            return client.run(head).header(header);
        } catch (CloudBridgeException.AccessDenied e) {
            LOG.debug("This login may not read {}", header);
            return null;
        }
    }

    static String hmac(String algorithm, String key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is missing from this JDK", e);
        }
    }
}
