/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;

/** The conditions of reads and writes, on the version that is there. */
final class Conditions {

    private static final String ANY = "*";

    private Conditions() {}

    /** @param found null if there is no object */
    static void check(PutOptions options, FileVersion found) {
        if (options.ifNoneMatch() != null && found != null) {
            throw LocalErrors.preconditionFailed(
                    "the object exists already and ifNoneMatch=* allows only to create it");
        }
        checkMatch("ifMatch", options.ifMatch(), found);
    }

    static void check(ReadOptions options, FileVersion found) {
        checkMatch("ifMatch", options.ifMatch(), found);
        if (options.ifNoneMatch() != null && matches(options.ifNoneMatch(), found)) {
            throw LocalErrors.notModified();
        }
    }

    /** @param etag null for none */
    static void checkMatch(String name, String etag, FileVersion found) {
        if (etag == null) {
            return;
        }
        if (found == null) {
            throw LocalErrors.preconditionFailed("there is no object and " + name + " asks for ETag " + etag);
        }
        if (!matches(etag, found)) {
            throw LocalErrors.preconditionFailed("the object has ETag " + found.etag() + " and " + name + " asks for "
                    + etag + "; it was changed meanwhile");
        }
    }

    private static boolean matches(String etag, FileVersion found) {
        return etag.equals(ANY) || etag.equals(found.etag());
    }
}
