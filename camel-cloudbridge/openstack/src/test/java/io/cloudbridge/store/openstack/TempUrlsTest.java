/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TempUrlsTest {

    @ParameterizedTest
    @CsvSource({
        "http://h:8080/v1/AUTH_x, /v1/AUTH_x/b/a b",
        "https://h/prefix/v1/AUTH_x, /v1/AUTH_x/b/a b",
        "https://ceph/swift/v1, /swift/v1/b/a b",
        "https://ceph/swift/v1/AUTH_x, /swift/v1/AUTH_x/b/a b"
    })
    void thePathThatIsSignedIsTheOneTheServerSees(String storageUrl, String path) {
        assertThat(TempUrls.signedPath(URI.create(storageUrl), new ObjectRef("b", "a b")))
                .isEqualTo(path);
    }

    @Test
    void theSignatureIsAnHmacOverMethodEndAndPath() {
        // computed with Python's hmac module
        assertThat(TempUrls.hmac("HmacSHA256", "key", "GET\n1800000000\n/v1/AUTH_x/b/a ü"))
                .isEqualTo("eb91a99f6f371d367afee1b1ee379a0c133541134f6482488da23ac1e397ab09");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "attachment; filename=\"a b;e.txt\" | a b;e.txt",
                "attachment; filename=\"a \\\"b\\\" \\\\ c\" | a \"b\" \\ c",
                "attachment;filename=a.txt | a.txt",
                "attachment; FileName = a.txt; x=y | a.txt",
                "attachment; filename=\"a.txt\"; filename*=UTF-8''%C3%BC+.txt | \u00fc+.txt",
                "attachment; xfilename=\"a\" | ",
                "attachment; name=\"a;filename=z\"; filename=\"real.txt\" | real.txt",
                "attachment; filename=\"x; inline\" | x; inline",
                "attachment; filename*=ISO-8859-1''%E9.txt | \u00e9.txt",
                "attachment; filename*=utf-8'de'%C3%A9.txt | \u00e9.txt",
                "attachment; filename=a.txt; | a.txt",
                "attachment | ",
                "inline | "
            })
    void theFileNameOfADispositionIsReadAsRfc6266Says(String disposition, String name) {
        assertThat(TempUrls.fileName(disposition)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attachment; filename=a b.txt",
                "attachment; filename='x y.txt'",
                "attachment; filename=\"a.txt",
                "attachment; filename",
                "attachment; filename*=KOI8-R''%C1.txt",
                "attachment; filename*=%C3%A9.txt",
                "attachment; filename*=UTF-8''%zz"
            })
    void aDispositionThatCannotBeReadIsRefused(String disposition) {
        assertThatThrownBy(() -> TempUrls.fileName(disposition))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("responseContentDisposition");
    }
}
