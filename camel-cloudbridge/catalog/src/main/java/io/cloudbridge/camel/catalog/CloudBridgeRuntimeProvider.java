/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.catalog;

import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultRuntimeProvider;

/**
 * Lists the component, its transformers and its developer console among those of Camel. Their descriptions are found whenever this jar is on the class
 * path of a {@link CamelCatalog}; the lists of names are files in Camel's own jar, to which no other jar can add:
 *
 * <pre>{@code
 * CamelCatalog catalog = new DefaultCamelCatalog();
 * catalog.setRuntimeProvider(new CloudBridgeRuntimeProvider());
 * }</pre>
 */
public class CloudBridgeRuntimeProvider extends DefaultRuntimeProvider {

    /** A provider whose catalog is set by {@link CamelCatalog#setRuntimeProvider}. */
    public CloudBridgeRuntimeProvider() {}

    @Override
    public List<String> findComponentNames() {
        return with(super.findComponentNames(), "cloudbridge");
    }

    @Override
    public List<String> findTransformerNames() {
        return with(super.findTransformerNames(), "cloudbridge-application-cloudevents", "cloudbridge-notification");
    }

    @Override
    public List<String> findDevConsoleNames() {
        return with(super.findDevConsoleNames(), "cloudbridge");
    }

    private static List<String> with(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more))
                .distinct()
                .sorted()
                .toList();
    }
}
