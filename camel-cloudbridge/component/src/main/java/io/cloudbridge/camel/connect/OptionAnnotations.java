/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.spi.UriParam;

/** What the annotations of the options say, so that nothing about an option is written down twice. */
final class OptionAnnotations {

    private OptionAnnotations() {}

    /** The annotation of each option, by the option's name. */
    static Map<String, UriParam> all() {
        Map<String, UriParam> options = new TreeMap<>();
        for (Class<?> group = CloudBridgeConfiguration.class; group != Object.class; group = group.getSuperclass()) {
            for (Field field : group.getDeclaredFields()) {
                UriParam option = field.getAnnotation(UriParam.class);
                if (option != null) {
                    options.put(field.getName(), option);
                }
            }
        }
        return options;
    }
}
