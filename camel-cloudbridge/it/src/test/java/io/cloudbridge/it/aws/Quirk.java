/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How a server fails to keep a promise. When it is mended, the assertion fails and the note goes. */
final class Quirk {

    private Quirk() {}

    /** The server says no, with this in the message. */
    static void refuses(ThrowingCallable promise, Class<? extends CloudBridgeException> error, String inTheMessage) {
        assertThatThrownBy(promise).isInstanceOf(error).hasMessageContaining(inTheMessage);
    }

    /** What the server does not have. */
    static void isMissing(ThrowingCallable promise) {
        refuses(promise, CloudBridgeException.Unsupported.class, "status=501");
    }

    /** The server does something else. */
    static void differs(ThrowingCallable promise) {
        assertThatThrownBy(promise).isInstanceOf(AssertionError.class);
    }
}
