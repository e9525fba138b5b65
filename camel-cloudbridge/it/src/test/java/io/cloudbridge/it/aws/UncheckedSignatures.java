/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.PresignLimitPromises;
import io.cloudbridge.conformance.PresignPromises;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that checks no signature: a signed URL is as good as any. */
interface UncheckedSignatures extends PresignPromises, PresignLimitPromises {

    @Test
    @Override
    default void theTypeOfAnUploadMayBeBoundToTheUrl() {
        Quirk.differs(PresignPromises.super::theTypeOfAnUploadMayBeBoundToTheUrl);
    }

    @Test
    @Override
    default void aUrlIsGoodForItsBucketOnly() {
        Quirk.differs(PresignLimitPromises.super::aUrlIsGoodForItsBucketOnly);
    }

    @Test
    @Override
    default void aUrlIsGoodForItsKeyOnly() {
        Quirk.differs(PresignLimitPromises.super::aUrlIsGoodForItsKeyOnly);
    }

    @Test
    @Override
    default void aUrlWithAnyParameterMissingIsRefused() {
        Quirk.differs(PresignLimitPromises.super::aUrlWithAnyParameterMissingIsRefused);
    }

    @Test
    @Override
    default void aUrlWithAnyParameterChangedIsRefused() {
        Quirk.differs(PresignLimitPromises.super::aUrlWithAnyParameterChangedIsRefused);
    }

    @Test
    @Override
    default void aGetUrlDoesNotPut() {
        Quirk.differs(PresignLimitPromises.super::aGetUrlDoesNotPut);
    }

    @Test
    @Override
    default void aGetUrlDoesNotDelete() {
        Quirk.differs(PresignLimitPromises.super::aGetUrlDoesNotDelete);
    }

    @Test
    @Override
    default void aHeadUrlDoesNotGet() {
        Quirk.differs(PresignLimitPromises.super::aHeadUrlDoesNotGet);
    }

    @Test
    @Override
    default void aHeadUrlDoesNotPut() {
        Quirk.differs(PresignLimitPromises.super::aHeadUrlDoesNotPut);
    }

    @Test
    @Override
    default void aPutUrlDoesNotGet() {
        Quirk.differs(PresignLimitPromises.super::aPutUrlDoesNotGet);
    }

    @Test
    @Override
    default void aPutUrlDoesNotDelete() {
        Quirk.differs(PresignLimitPromises.super::aPutUrlDoesNotDelete);
    }

    @Test
    @Override
    default void aDeleteUrlDoesNotGet() {
        Quirk.differs(PresignLimitPromises.super::aDeleteUrlDoesNotGet);
    }

    @Test
    @Override
    default void aDeleteUrlDoesNotPut() {
        Quirk.differs(PresignLimitPromises.super::aDeleteUrlDoesNotPut);
    }

    // Nor does it look at the expiry.
    @Test
    @Override
    default void aUrlEndsWhenItExpires() {
        ObjectRef ref = new ObjectRef(bucket(), "expired");
        store().upload(ref, Source.of(new byte[1]), PutOptions.NONE, TransferSettings.DEFAULTS);
        URI url = store().presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofSeconds(1)))
                .url();
        URI longAgo = URI.create(url.toString().replaceAll("X-Amz-Date=\\d{8}", "X-Amz-Date=20200101"));

        assertThat(HttpClient.newHttpClient()
                        .sendAsync(HttpRequest.newBuilder(longAgo).build(), HttpResponse.BodyHandlers.discarding())
                        .join()
                        .statusCode())
                .isEqualTo(200);
    }
}
