/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ObjectRef;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No redirect leads to another host. */
public interface RedirectPromises extends LyingServerFixture {

    @Test
    default void noRedirectLeadsToAnotherHost() {
        byte[] old = Samples.text("old");
        ObjectRef ref = stored("lie/asked", old);
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            proxy().clearRules();
            String away = elsewhere().endpoint().resolve("/away").toString();
            proxy().when("*", ".").always().answer(status, Map.of("Location", away), "");

            nothingSucceeds("status " + status);
            assertThat(elsewhere().requests()).isEmpty();
        }
        proxy().clearRules();
        assertContent(ref, old);
    }
}
