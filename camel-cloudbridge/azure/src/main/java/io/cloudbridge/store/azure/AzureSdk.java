/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.driver.SdkJars;
import java.util.Set;

/** The versions of Azure's SDK that this driver works with. */
final class AzureSdk {

    /** Those before 12.34 cannot list from a key on; this one was compiled against. */
    static final String OLDEST = "12.35.0";

    /** Released together; each uses what is internal to the others. */
    private static final Set<String> MODULES = Set.of("azure-storage-common", "azure-storage-internal-avro");

    private static volatile boolean fits;

    private AzureSdk() {}

    /** @throws CloudBridgeException.InvalidState naming the jar that does not fit */
    static void check() {
        if (!fits) {
            new SdkJars(AzureSdk.class.getClassLoader(), "com.azure")
                    .atLeast("azure-storage-blob", OLDEST, "provider azure")
                    .asItsPomSays("azure-storage-blob", MODULES);
            fits = true;
        }
    }

    /** A class, method or field of the SDK that one of its jars has and another, older one lacks. */
    static CloudBridgeException mixedVersions(LinkageError e) {
        return new CloudBridgeException.InvalidState(
                Failure.of("the Azure SDK on the class path does not fit together (" + e
                        + "); import io.cloudbridge.camel:cloudbridge-bom into dependencyManagement, or com.azure:"
                        + "azure-sdk-bom of one version"),
                e);
    }
}
