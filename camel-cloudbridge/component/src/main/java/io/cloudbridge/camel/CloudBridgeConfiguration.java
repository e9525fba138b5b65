/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.TransferSettings;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.PropertyConfigurerHelper;

/**
 * Every option, as it may stand on the component, in a connection or in a URI. An option that was not set is null until the three are put
 * together, so that an explicit value always wins over one from farther away, even if it equals the default.
 *
 * <p>The groups of options are a chain of base classes because Camel's generator follows nested options one level only. Not thread-safe; copied
 * for each endpoint.
 */
@Configurer(extended = true)
@UriParams
public class CloudBridgeConfiguration extends ConsumerOptions implements Cloneable {

    /** An independent copy. */
    public CloudBridgeConfiguration copy() {
        try {
            return (CloudBridgeConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The options that are set, by name. */
    Map<String, Object> values(CamelContext context) {
        PropertyConfigurer configurer = configurer(context);
        Map<String, Object> values = new TreeMap<>();
        for (String option : ((ExtendedPropertyConfigurerGetter) configurer)
                .getAllOptions(this)
                .keySet()) {
            Object value = ((PropertyConfigurerGetter) configurer).getOptionValue(this, option, true);
            if (value != null) {
                values.put(Character.toLowerCase(option.charAt(0)) + option.substring(1), value);
            }
        }
        return values;
    }

    /** Takes over what is set in {@code nearer}. */
    void override(CamelContext context, CloudBridgeConfiguration nearer) {
        PropertyConfigurer configurer = configurer(context);
        nearer.values(context).forEach((name, value) -> configurer.configure(context, this, name, value, true));
    }

    TransferSettings transferSettings() {
        return new TransferSettings(
                getMultipartThreshold(), getPartSize(), getUploadConcurrency(), getDownloadConcurrency());
    }

    private PropertyConfigurer configurer(CamelContext context) {
        PropertyConfigurer configurer = PropertyConfigurerHelper.resolvePropertyConfigurer(context, this);
        if (configurer == null) {
            throw new RuntimeCamelException("the generated configurer of "
                    + getClass().getName() + " is not on the class path; the jar of camel-cloudbridge is incomplete");
        }
        return configurer;
    }

    /** Names nothing, since some options are secrets. */
    @Override
    public String toString() {
        return "CloudBridgeConfiguration";
    }
}
