/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.util.URISupport;

/**
 * The options that must never be printed. Camel masks by name: in URIs every parameter whose name contains one of its words, elsewhere every
 * option whose name is one of its words. Both lists lack some of ours, which are added here.
 */
public final class Secrets {

    /** Every secret option. */
    public static final Set<String> NAMES = OptionAnnotations.all().entrySet().stream()
            .filter(option -> option.getValue().secret())
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());

    /** Those that are not in Camel's list of names. */
    private static final String UNKNOWN_TO_CAMEL =
            "sasToken,serviceAccountKey,applicationCredentialSecret,tempUrlKey,presignSecret";

    /** The one that contains none of Camel's words. Of additional words a URI gets but one masked, so this must stand alone. */
    private static final String UNKNOWN_IN_URIS = "tempUrlKey";

    private Secrets() {}

    /** Makes Camel mask all of them. Words that the application added are kept. Idempotent. */
    public static void mask(CamelContext context) {
        mask(context, UNKNOWN_IN_URIS);
    }

    /** The same, and one more parameter of URIs. */
    public static void mask(CamelContext context, String parameter) {
        ExtendedCamelContext camel = context.getCamelContextExtension();
        String words = camel.getAdditionalSensitiveKeywords();
        if (words == null || !words.endsWith(UNKNOWN_TO_CAMEL)) {
            camel.setAdditionalSensitiveKeywords(words == null ? UNKNOWN_TO_CAMEL : words + "," + UNKNOWN_TO_CAMEL);
        }
        String own = camel.getAdditionalSensitiveKeywords().replaceFirst(",?" + UNKNOWN_TO_CAMEL + "$", "");
        URISupport.addSanitizeKeywords(Stream.of(own, UNKNOWN_IN_URIS, parameter)
                .filter(w -> !w.isEmpty())
                .collect(Collectors.joining(",")));
    }
}
