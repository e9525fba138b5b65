/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code provider=aws}: Amazon S3 and S3-compatible stores.
 *
 * <p>Settings beyond the common ones:
 *
 * <ul>
 *   <li>{@code accessKey}, {@code secretKey}, {@code sessionToken}: static credentials. {@code profile}: a profile of the AWS configuration
 *       files. {@code anonymous=true}: requests are not signed. None of these: the SDK's default chain (environment, system properties, web
 *       identity, default profile, container, instance).
 *   <li>{@code pathStyle}: the bucket in the path and not in the host name; on when {@code endpoint} is set, else off.
 *   <li>{@code checksums}: {@code whenSupported} (default) sends and verifies CRC32; {@code whenRequired} is for stores that do not know these
 *       headers, and sends Content-MD5 in their place.
 *   <li>{@code chunkedEncoding}: off for stores that refuse {@code aws-chunked} uploads; each upload is then read twice.
 *   <li>{@code client}: the user's own {@code S3Client}, used as it is; or an {@code S3AsyncClient}, whose region, endpoint and credentials
 *       are taken.
 * </ul>
 *
 * <p>{@code region} comes from the option, else from the environment or the profile; with {@code endpoint} it may be missing.
 */
public final class AwsProvider implements StoreProvider {

    private static final Set<String> SETTINGS = StoreConfig.commonAnd(
            "accessKey",
            "secretKey",
            "sessionToken",
            "profile",
            "anonymous",
            "pathStyle",
            "checksums",
            "chunkedEncoding");

    private final long copyPartSize;

    /** For {@link java.util.ServiceLoader}. */
    public AwsProvider() {
        this(AwsCopies.PART_SIZE);
    }

    /** With parts of another size for copies of large objects. */
    AwsProvider(long copyPartSize) {
        this.copyPartSize = copyPartSize;
    }

    @Override
    public String name() {
        return "aws";
    }

    @Override
    public Set<String> settings() {
        return SETTINGS;
    }

    @Override
    public Set<Class<?>> clientTypes() {
        return Set.of(S3Client.class, S3AsyncClient.class);
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        AwsSdk.check();
        try {
            return new AwsStore(AwsConnection.open(config), copyPartSize);
        } catch (LinkageError e) {
            throw AwsSdk.mixedVersions(e);
        }
    }
}
