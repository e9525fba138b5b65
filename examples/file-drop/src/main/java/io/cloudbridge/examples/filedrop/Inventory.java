/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.filedrop;

import io.cloudbridge.store.ObjectInfo;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.camel.Body;

/** Writes a listing as text, a line for each object. */
public final class Inventory {

    public String describe(@Body List<ObjectInfo> objects) {
        return objects.stream()
                .map(o -> String.format(Locale.ROOT, "%12d  %-20.20s  %s%n", o.size(), o.lastModified(), o.key()))
                .collect(Collectors.joining());
    }
}
