/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import io.cloudbridge.store.RequestListener;
import io.cloudbridge.store.TransferListener;
import org.apache.camel.CamelContext;

/** What is counted and timed for the application's monitoring. Thread-safe. */
public interface Meters extends RequestListener, TransferListener {

    /** An object that a consumer took has been through its route. */
    void consumed(String provider, boolean succeeded);

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
        public void consumed(String provider, boolean succeeded) {}

        @Override
        public void requested(String provider, String operation, String outcome, java.time.Duration took) {}
    }
}
