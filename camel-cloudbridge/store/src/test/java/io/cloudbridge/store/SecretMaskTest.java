/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

    private static final String SECRET = "open/sesame+123=";

    private static SecretMask mask(String name, String value) {
        return SecretMask.of(new StoreConfig("any", Map.of(name, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"secretKey", "sessionToken", "accountKey", "authToken", "password", "clientSecret", "tempUrlKey"
            })
    void takesOutWhatAServerRepeats(String name) {
        assertThat(mask(name, SECRET).mask("you sent " + SECRET + ", or open%2Fsesame%2B123%3D"))
                .isEqualTo("you sent xxxxxx, or xxxxxx");
    }

    @Test
    void takesOutTheSecretPartOfAnAddressOrAConnectionString() {
        assertThat(mask("sasToken", "?sv=2024&sig=abcdefgh%3D").mask("sig abcdefgh%3D and abcdefgh="))
                .isEqualTo("sig xxxxxx and xxxxxx");
        SecretMask connection = mask("connectionString", "AccountName=me;AccountKey=abcdefgh==;EndpointSuffix=x");
        assertThat(connection.mask("me has abcdefgh==")).isEqualTo("me has xxxxxx");
        connection = mask("connectionString", "BlobEndpoint=http://x;SharedAccessSignature=sv=1&sig=abcdefgh");
        assertThat(connection.mask("http://x?sv=1&sig=abcdefgh, abcdefgh")).isEqualTo("http://x?xxxxxx, xxxxxx");
    }

    @Test
    void takesOutTokensThatAreNoSettingByTheNameOfTheirHeader() {
        String page = "X-Auth-Token: gAAAA-b_c; authorization=[Bearer ya29.x]; \"X-Amz-Security-Token\": \"Fwo//x\"; "
                + "http://h/k?temp_url_sig=0a1b&temp_url_expires=1";
        assertThat(SecretMask.NONE.mask(page))
                .isEqualTo("X-Auth-Token: xxxxxx; authorization=[Bearer xxxxxx]; \"X-Amz-Security-Token\": \"xxxxxx\"; "
                        + "http://h/k?temp_url_sig=xxxxxx&temp_url_expires=1");
    }

    @Test
    void leavesWordsThatErrorsNeed() {
        assertThat(mask("manageTempUrlKey", "true").mask("it is true")).isEqualTo("it is true");
        assertThat(mask("endpoint", "http://somewhere").mask("http://somewhere"))
                .isEqualTo("http://somewhere");
        assertThat(mask("secretKey", SECRET).mask((String) null)).isNull();
    }

    @Test
    void theWholeTraceOfAnErrorHasNoSecretAndSaysTheRest() {
        Exception cause = new IllegalStateException("sdk: " + SECRET, new IOException("wire: " + SECRET));
        CloudBridgeException error = new CloudBridgeException.AccessDenied(
                Failure.of("the store says " + SECRET).withHttp(403, SECRET, SECRET), cause);

        CloudBridgeException masked = mask("secretKey", SECRET).mask(error);

        StringWriter trace = new StringWriter();
        masked.in("any", "head", "b", "k").printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .doesNotContain(SECRET)
                .contains("the store says xxxxxx")
                .contains("key=k")
                .contains("IllegalStateException: sdk: xxxxxx")
                .contains("IOException: wire: xxxxxx");
        assertThat(masked).isInstanceOf(CloudBridgeException.AccessDenied.class);
        assertThat(masked.getHttpStatus()).isEqualTo(403);
    }

    @Test
    void anErrorWithoutSecretsIsLeftAsItIs() {
        CloudBridgeException error =
                new CloudBridgeException.Unavailable(Failure.of("down"), new IOException("connection reset"));
        assertThat(mask("secretKey", SECRET).mask(error)).isSameAs(error);
    }
}
