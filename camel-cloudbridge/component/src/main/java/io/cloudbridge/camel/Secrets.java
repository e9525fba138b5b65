/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.util.URISupport;

/**
 * The options that must never be printed. Camel masks by name: in URIs every parameter whose name contains one of its words, elsewhere every
 * option whose name is one of its words. Both lists lack some of ours, which are added here.
 */
final class Secrets {

    /** Every secret option. */
    static final Set<String> NAMES = Set.of(
            "accessKey",
            "secretKey",
            "sessionToken",
            "accountKey",
            "sasToken",
            "connectionString",
            "clientSecret",
            "accessToken",
            "serviceAccountKey",
            "password",
            "applicationCredentialSecret",
            "authToken",
            "tempUrlKey",
            "presignSecret");

    /** Those that are not in Camel's list of names. */
    private static final String UNKNOWN_TO_CAMEL =
            "sasToken,serviceAccountKey,applicationCredentialSecret,tempUrlKey,presignSecret";

    /** The one that contains none of Camel's words. Of additional words a URI gets but one masked, so this must stand alone. */
    private static final String UNKNOWN_IN_URIS = "tempUrlKey";

    private Secrets() {}

    /** Makes Camel mask all of them. Words that the application added are kept. Idempotent. */
    static void mask(CamelContext context) {
        ExtendedCamelContext camel = context.getCamelContextExtension();
        String own = camel.getAdditionalSensitiveKeywords();
        if (own == null || !own.toLowerCase(Locale.ROOT).contains(UNKNOWN_TO_CAMEL.toLowerCase(Locale.ROOT))) {
            camel.setAdditionalSensitiveKeywords(own == null ? UNKNOWN_TO_CAMEL : own + "," + UNKNOWN_TO_CAMEL);
        }
        if (URISupport.sanitizeUri("cloudbridge:x?presignSecret=x&tempUrlKey=y").endsWith("=y") || own != null) {
            String words =
                    own == null ? "" : own.replace("," + UNKNOWN_TO_CAMEL, "").replace(UNKNOWN_TO_CAMEL, "");
            URISupport.addSanitizeKeywords(words.isEmpty() ? UNKNOWN_IN_URIS : words + "," + UNKNOWN_IN_URIS);
        }
    }
}
