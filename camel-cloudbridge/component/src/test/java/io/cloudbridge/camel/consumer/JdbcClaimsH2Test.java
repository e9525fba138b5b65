/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.camel.SharedDatabase;
import io.cloudbridge.store.CloudBridgeException;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The same on H2. */
class JdbcClaimsH2Test extends JdbcClaimsTest {

    @Override
    SharedDatabase open() throws Exception {
        return SharedDatabase.openH2(UUID.randomUUID().toString());
    }

    @Test
    void aUserThatMayNotMakeTheTableIsToldHowItIsMadeAndThenNeedsNoMoreThanItsRows() throws Exception {
        database().execute("CREATE USER worker PASSWORD 'w'");
        JdbcDataSource worker = new JdbcDataSource();
        worker.setURL(database().url().replace(";DB_CLOSE_DELAY=-1", "")); // only an administrator may set it
        worker.setUser("worker");
        worker.setPassword("w");
        assertThatThrownBy(() -> process(worker).take(List.of("a")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("cloudbridge_claims")
                .hasMessageContaining("cannot be made")
                .hasMessageContaining("CREATE TABLE cloudbridge_claims (id");
        assertThat(process(database().pool()).take(List.of("a"))).hasSize(1);
        database().execute("GRANT SELECT, INSERT, UPDATE, DELETE ON cloudbridge_claims TO worker");
        JdbcClaims works = process(worker);
        assertThat(works.take(List.of("a", "b"))).containsExactly("b");
        works.release("b");
        works.flush();
        assertThat(process(database().pool()).take(List.of("b"))).hasSize(1);
    }

    /** H2's driver cannot limit the time for an answer; H2 is not for production either. */
    @Override
    void aDatabaseThatHangsIsAnErrorAfterAWhile() {}
}
