/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

class ErrorMappingTest {

    @Test
    void aCertificateThatIsNotTrustedIsNotTriedAgainAndTheCaIsAskedFor() {
        SSLHandshakeException failed = new SSLHandshakeException("PKIX path building failed");
        failed.initCause(new CertificateExpiredException("NotAfter: yesterday"));

        assertThat(ErrorMapping.connection("s3.example.org", new IOException("wrapped", failed)))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("the certificate of s3.example.org is not trusted: NotAfter: yesterday")
                .hasMessageContaining("the CA that signed it")
                .matches(e -> !e.isRetryable());
        assertThat(ErrorMapping.connection("h", new SSLPeerUnverifiedException("no name matches")))
                .hasMessageContaining("no name matches")
                .matches(e -> !e.isRetryable());
    }

    @Test
    void aPlainServerBehindHttpsIsNamed() {
        assertThat(ErrorMapping.connection("h", new SSLException("Unsupported or unrecognized SSL message")))
                .hasMessageContaining("h does not speak TLS")
                .matches(e -> !e.isRetryable());
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() {
        SSLHandshakeException ended = new SSLHandshakeException("Remote host terminated the handshake");
        ended.initCause(new EOFException("SSL peer shut down incorrectly"));

        assertThat(ErrorMapping.connection("h", ended)).matches(CloudBridgeException::isRetryable);
        assertThat(ErrorMapping.connection("h", new SocketException("reset")))
                .matches(CloudBridgeException::isRetryable);
    }

    @Test
    void everyMissingBucketTellsOfTheOptionThatMakesIt() {
        CloudBridgeException plain = new CloudBridgeException.BucketNotFound(Failure.of("no such bucket"), null);
        assertThat(plain).hasMessageContaining("no such bucket; create the bucket or set autoCreateBucket=true");
        assertThat(plain.at(new ObjectRef("b", "k")).failure().message())
                .isEqualTo(plain.failure().message());
    }
}
