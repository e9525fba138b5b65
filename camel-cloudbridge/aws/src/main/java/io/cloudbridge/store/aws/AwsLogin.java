/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.StoreConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.InstanceProfileRegionProvider;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/** Credentials and region: from the settings, else from where the AWS tools look for them. */
final class AwsLogin {

    /** Signatures need a region; stores other than Amazon's take this one. */
    private static final Region NOWHERE = Region.US_EAST_1;

    private AwsLogin() {}

    static AwsCredentialsProvider credentials(StoreConfig config) {
        Optional<String> accessKey = config.find("accessKey");
        Optional<String> secretKey = config.find("secretKey");
        Optional<String> sessionToken = config.find("sessionToken");
        if (accessKey.isPresent() != secretKey.isPresent()) {
            String missing = accessKey.isPresent() ? "secretKey" : "accessKey";
            throw config.invalid(
                    missing, "is missing; give accessKey and secretKey, or neither to use the default chain");
        }
        if (sessionToken.isPresent() && accessKey.isEmpty()) {
            throw config.invalid(
                    "sessionToken", "is set alone; a token belongs to an accessKey and secretKey, give them too");
        }
        boolean anonymous = config.getBoolean("anonymous", false);
        long ways = Stream.of(accessKey.isPresent(), config.has("profile"), anonymous)
                .filter(set -> set)
                .count();
        if (ways > 1) {
            throw config.invalid(
                    accessKey.isPresent() ? "accessKey" : "profile",
                    "is one of several ways to log in that are set; keep one of accessKey, profile and anonymous");
        }
        if (accessKey.isPresent()) {
            return StaticCredentialsProvider.create(
                    sessionToken.isPresent()
                            ? AwsSessionCredentials.create(accessKey.get(), secretKey.orElseThrow(), sessionToken.get())
                            : AwsBasicCredentials.create(accessKey.get(), secretKey.orElseThrow()));
        }
        if (anonymous) {
            return AnonymousCredentialsProvider.create();
        }
        return config.find("profile")
                .map(profile -> profile(profile, config))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    static Region region(StoreConfig config) {
        if (config.region().isPresent()) {
            return region(config.region().get(), config);
        }
        Optional<Region> found = firstRegion(List.of(
                new SystemSettingsRegionProvider(),
                new AwsProfileRegionProvider(null, config.find("profile").orElse(null))));
        if (found.isPresent()) {
            return found.get();
        }
        if (config.endpoint().isPresent()) {
            return NOWHERE;
        }
        // The one thing that may ask over the network, and only on a machine that has no other place to look.
        return firstRegion(List.of(new InstanceProfileRegionProvider()))
                .orElseThrow(() -> config.invalid(
                        "region",
                        "is missing; set it, for example region=eu-west-1, or the environment variable AWS_REGION"));
    }

    private static Region region(String name, StoreConfig config) {
        if (!name.matches("[a-zA-Z0-9-]{1,63}")) {
            throw config.invalid("region", "is '" + name + "'; give a region's name such as eu-west-1");
        }
        return Region.of(name);
    }

    private static AwsCredentialsProvider profile(String name, StoreConfig config) {
        if (ProfileFile.defaultProfileFile().profile(name).isEmpty()) {
            throw config.invalid(
                    "profile",
                    "is '" + name + "', which is in neither ~/.aws/config nor ~/.aws/credentials (or the files that "
                            + "AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name); add it there");
        }
        return ProfileCredentialsProvider.create(name);
    }

    private static Optional<Region> firstRegion(List<AwsRegionProvider> places) {
        for (AwsRegionProvider place : places) {
            try {
                Region region = place.getRegion();
                if (region != null) {
                    return Optional.of(region);
                }
            } catch (SdkClientException e) {
                // this place has none; the next may
            }
        }
        return Optional.empty();
    }
}
