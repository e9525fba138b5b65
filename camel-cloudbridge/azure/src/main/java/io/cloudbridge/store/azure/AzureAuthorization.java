/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.credential.SimpleTokenCache;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.util.SortedMap;
import reactor.core.publisher.Mono;

/**
 * How a request that is made here says who asks: by a signature with the account's key, a SAS or a token. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key">what is signed</a>
 */
abstract class AzureAuthorization {

    /** The scope of tokens for the service. */
    static final String SCOPE = "https://storage.azure.com/.default";

    /** What a query ends with; empty for nothing. */
    String query() {
        return "";
    }

    /**
     * The value of the header {@code Authorization}, or null for none.
     *
     * @param path of the URL, encoded
     * @param query not encoded
     * @param headers all that are sent and signed, those that begin with {@code x-ms-} in lower case
     * @param length of the body
     */
    abstract String header(
            String method,
            String path,
            SortedMap<String, String> query,
            SortedMap<String, String> headers,
            long length);

    /** Whether the service can answer that it wants another token than this one. */
    boolean mayBeChallenged() {
        return false;
    }

    /** As the client that was made of these logs in; null if that is in a way that only the SDK knows. */
    static AzureAuthorization of(BlobServiceClient client, String sasToken, TokenCredential credential) {
        if (sasToken != null) {
            return new Sas(sasToken);
        }
        if (credential != null) {
            TokenRequestContext wanted = new TokenRequestContext().addScopes(SCOPE);
            return new Token(new SimpleTokenCache(() -> Mono.fromCallable(() -> credential.getTokenSync(wanted))));
        }
        StorageSharedKeyCredential key =
                StorageSharedKeyCredential.getSharedKeyCredentialFromPipeline(client.getHttpPipeline());
        return key == null ? null : new SharedKey(key);
    }

    private static final class Sas extends AzureAuthorization {

        private final String signed;

        Sas(String signed) {
            this.signed = signed;
        }

        @Override
        String query() {
            return signed;
        }

        @Override
        String header(
                String method,
                String path,
                SortedMap<String, String> query,
                SortedMap<String, String> headers,
                long length) {
            return null;
        }
    }

    /** The cache asks for the next token before the last one ends. */
    private static final class Token extends AzureAuthorization {

        private final SimpleTokenCache tokens;

        Token(SimpleTokenCache tokens) {
            this.tokens = tokens;
        }

        @Override
        String header(
                String method,
                String path,
                SortedMap<String, String> query,
                SortedMap<String, String> headers,
                long length) {
            return "Bearer " + tokens.getToken().block().getToken();
        }

        @Override
        boolean mayBeChallenged() {
            return true;
        }
    }

    /** Signs with the account's key. */
    private static final class SharedKey extends AzureAuthorization {

        private final StorageSharedKeyCredential key;

        SharedKey(StorageSharedKeyCredential key) {
            this.key = key;
        }

        @Override
        String header(
                String method,
                String path,
                SortedMap<String, String> query,
                SortedMap<String, String> headers,
                long length) {
            StringBuilder text = new StringBuilder(512).append(method).append('\n');
            line(text, headers.get("Content-Encoding"));
            line(text, headers.get("Content-Language"));
            line(text, length == 0 ? null : Long.toString(length));
            line(text, headers.get("Content-MD5"));
            line(text, headers.get("Content-Type"));
            line(text, headers.get("Date"));
            line(text, headers.get("If-Modified-Since"));
            line(text, headers.get("If-Match"));
            line(text, headers.get("If-None-Match"));
            line(text, headers.get("If-Unmodified-Since"));
            line(text, headers.get("Range"));
            headers.tailMap("x-ms-").forEach((name, value) -> {
                if (name.startsWith("x-ms-")) {
                    text.append(name).append(':').append(value).append('\n');
                }
            });
            text.append('/').append(key.getAccountName()).append(path);
            query.forEach(
                    (name, value) -> text.append('\n').append(name).append(':').append(value));
            return "SharedKey " + key.getAccountName() + ":" + key.computeHmac256(text.toString());
        }

        private static void line(StringBuilder text, String value) {
            if (value != null) {
                text.append(value);
            }
            text.append('\n');
        }
    }
}
