/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.KeyPromises;
import io.cloudbridge.conformance.MetadataPromises;
import io.cloudbridge.conformance.PagingPromises;
import io.cloudbridge.conformance.PresignPromises;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the S3 servers that are written in Java have in common. */
interface JavaServerQuirks extends KeyPromises, MetadataPromises, PagingPromises, PresignPromises {

    /** What comes of a key with two slashes in a row. The SDK writes the second as %2F, which Amazon decodes before it checks the signature. */
    void refusesCodedSlash(ThrowingCallable promise);

    @Test
    @Override
    default void aLeadingSlashIsItself() {
        refusesCodedSlash(KeyPromises.super::aLeadingSlashIsItself);
    }

    @Test
    @Override
    default void aTrailingSlashIsItself() {
        refusesCodedSlash(KeyPromises.super::aTrailingSlashIsItself);
    }

    @Test
    @Override
    default void aDoubleSlashIsItself() {
        refusesCodedSlash(KeyPromises.super::aDoubleSlashIsItself);
    }

    @Test
    @Override
    default void aLoneSlashIsItself() {
        refusesCodedSlash(KeyPromises.super::aLoneSlashIsItself);
    }

    @Test
    @Override
    default void colonAtCommaAndDollarAreThemselves() {
        refusesCodedSlash(KeyPromises.super::colonAtCommaAndDollarAreThemselves);
    }

    @Test
    @Override
    default void aSignedPutKeepsAnOddKey() {
        refusesCodedSlash(PresignPromises.super::aSignedPutKeepsAnOddKey);
    }

    // Strings of Java are in the order of UTF-16.
    @Test
    @Override
    default void pagesOfUnicodeKeysGoOnInTheOrderOfUtf8Bytes() {
        Quirk.differs(PagingPromises.super::pagesOfUnicodeKeysGoOnInTheOrderOfUtf8Bytes);
    }

    // Content types are parsed and written anew.
    @Test
    @Override
    default void theContentTypeArrives() {
        Quirk.differs(MetadataPromises.super::theContentTypeArrives);
    }
}
