/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.camel.ConsumerStatus;
import io.cloudbridge.store.RequestListener;
import io.cloudbridge.store.TransferListener;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** What is counted and timed for the application's monitoring. Thread-safe. */
public interface Meters extends RequestListener, TransferListener {

    /** By which the meters of consumers are told apart. */
    record Source(String provider, String bucket, String route) {}

    /** An object that a consumer took has been through its route. */
    void consumed(Source source, boolean succeeded);

    /** A consumer starts: its gauges show what {@code status} says, from now on until {@link #forget}. */
    void watch(Source source, Supplier<ConsumerStatus> status);

    /** A consumer stops. */
    void forget(Source source);

    /** Meters in the application's registry of Micrometer; they do nothing where Micrometer is not on the class path. */
    static Meters of(CamelContext context) {
        try {
            Class.forName("io.micrometer.core.instrument.MeterRegistry", false, Meters.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return new None();
        }
        return new MicrometerMeters(context);
    }

    /** For applications without Micrometer. */
    final class None implements Meters {
        @Override
        public void consumed(Source source, boolean succeeded) {}

        @Override
        public void watch(Source source, Supplier<ConsumerStatus> status) {}

        @Override
        public void forget(Source source) {}

        @Override
        public void requested(String provider, String operation, String outcome, Duration took) {}
    }
}
