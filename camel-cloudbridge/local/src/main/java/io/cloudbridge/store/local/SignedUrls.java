/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.driver.PercentEncoding;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Grants as URLs: {@code BASE/bucket/key?expires=…&signature=…}. A key that clients or proxies would tidy up on the way (dot segments, empty
 * segments) goes into the query: {@code BASE/bucket?key=…}.
 */
final class SignedUrls {

    private static final String KEY = "key";
    private static final String EXPIRES = "expires";
    private static final String SIGNATURE = "signature";
    private static final String CONTENT_TYPE = "content-type";
    private static final String RESPONSE_TYPE = "response-content-type";
    private static final String RESPONSE_DISPOSITION = "response-content-disposition";

    private final String basePath;

    /** @param base what clients see before the bucket, without a slash at the end; only its path matters. Null for none */
    SignedUrls(URI base) {
        this.basePath = base == null || base.getRawPath() == null ? "" : base.getRawPath();
    }

    /** The signed URL of a grant. */
    static URI url(String base, Grant grant, byte[] secret) {
        Map<String, String> query = new LinkedHashMap<>();
        StringBuilder url = new StringBuilder(base)
                .append('/')
                .append(PercentEncoding.segment(grant.ref().bucket()));
        if (isTidy(grant.ref().key())) {
            url.append('/').append(PercentEncoding.path(grant.ref().key()));
        } else {
            query.put(KEY, grant.ref().key());
        }
        query.put(CONTENT_TYPE, grant.contentType());
        query.put(RESPONSE_TYPE, grant.responseContentType());
        query.put(RESPONSE_DISPOSITION, grant.responseContentDisposition());
        query.put(EXPIRES, Long.toString(grant.expires()));
        query.put(SIGNATURE, grant.signature(secret));
        StringJoiner pairs = new StringJoiner("&", "?", "");
        query.forEach((name, value) -> {
            if (value != null) {
                pairs.add(name + "=" + PercentEncoding.segment(value));
            }
        });
        return URI.create(url.append(pairs).toString());
    }

    /**
     * What a request's URL grants to this method.
     *
     * @return null if nothing: the URL is not signed, for another method, or was changed
     */
    Grant verify(PresignRequest.Method method, URI url, byte[] secret) {
        try {
            Map<String, String> query = query(url.getRawQuery());
            String path = url.getRawPath();
            Grant grant = grant(method, path, query);
            if (isSigned(grant, query, secret)) {
                return grant;
            }
            // a proxy may take the base path away or leave it
            if (!basePath.isEmpty() && path.startsWith(basePath + "/")) {
                grant = grant(method, path.substring(basePath.length()), query);
                return isSigned(grant, query, secret) ? grant : null;
            }
            return null;
        } catch (IllegalArgumentException | CloudBridgeException.InvalidRequest e) {
            return null;
        }
    }

    private static boolean isSigned(Grant grant, Map<String, String> query, byte[] secret) {
        String given = query.getOrDefault(SIGNATURE, "");
        return grant != null
                && MessageDigest.isEqual(
                        grant.signature(secret).getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8));
    }

    private static Grant grant(PresignRequest.Method method, String path, Map<String, String> query) {
        int slash = path.indexOf('/', 1);
        String bucket = FileNames.decoded(slash < 0 ? path.substring(1) : path.substring(1, slash));
        String key = slash < 0 ? query.get(KEY) : FileNames.decoded(path.substring(slash + 1));
        if (key == null || !query.containsKey(EXPIRES)) {
            return null;
        }
        return new Grant(
                method,
                new ObjectRef(bucket, key),
                Long.parseLong(query.get(EXPIRES)),
                query.get(CONTENT_TYPE),
                query.get(RESPONSE_TYPE),
                query.get(RESPONSE_DISPOSITION));
    }

    private static boolean isTidy(String key) {
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), FileNames.decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }
}
