/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.StoreConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The clients made from the settings of one account.
 *
 * @param s3 for requests; its retries are off, unless it is the user's
 * @param http the client below {@code s3}, closed with the store; null if the user gave {@code s3}
 * @param presigner shared by all signed URLs; null for anonymous access, which has nothing to sign with
 * @param credentials who signs
 * @param host where requests go to, for messages
 * @param region for messages
 * @param amazon whether this is Amazon S3 itself and not a store that speaks its protocol
 * @param checksums whether the store knows the checksum headers of S3; else Content-MD5 is sent
 */
record AwsConnection(
        S3Client s3,
        SdkHttpClient http,
        S3Presigner presigner,
        IdentityProvider<? extends AwsCredentialsIdentity> credentials,
        String host,
        String region,
        boolean amazon,
        boolean checksums)
        implements AutoCloseable {

    private static final List<String> LOGIN = List.of("accessKey", "secretKey", "sessionToken", "profile", "anonymous");

    /** Checks all settings and makes the clients. */
    static AwsConnection open(StoreConfig config) {
        Optional<Object> given = config.object("client", Object.class);
        return given.isPresent() ? using(given.get(), config) : connect(config);
    }

    @Override
    public void close() {
        if (presigner != null) {
            presigner.close();
        }
        if (http != null) {
            s3.close();
            http.close();
        }
    }

    private static AwsConnection using(Object client, StoreConfig config) {
        LOGIN.stream().filter(config::has).findFirst().ifPresent(name -> {
            throw config.invalid(
                    name, "is set together with client, which brings its own credentials; drop one of them");
        });
        if (client instanceof S3Client s3) {
            S3ServiceClientConfiguration its = s3.serviceClientConfiguration();
            boolean checksums = its.requestChecksumCalculation() != RequestChecksumCalculation.WHEN_REQUIRED;
            return connection(s3, null, Settings.of(its), config, checksums);
        }
        if (client instanceof S3AsyncClient async) {
            return connect(config, Settings.of(async.serviceClientConfiguration()));
        }
        throw config.invalid(
                "client",
                "is a " + client.getClass().getName()
                        + "; give a software.amazon.awssdk.services.s3.S3Client or S3AsyncClient");
    }

    private static AwsConnection connect(StoreConfig config) {
        return connect(config, new Settings(AwsLogin.credentials(config), AwsLogin.region(config), config.endpoint()));
    }

    private static AwsConnection connect(StoreConfig config, Settings settings) {
        boolean checksums = checksums(config);
        SdkHttpClient http = httpClient(config);
        S3ClientBuilder s3 = S3Client.builder()
                .credentialsProvider(settings.credentials())
                .region(settings.region())
                .forcePathStyle(settings.pathStyle(config))
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(config.getBoolean("chunkedEncoding", true))
                        .build())
                .requestChecksumCalculation(
                        checksums
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                // asked for with each read of a whole object
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // the engine retries; two layers would multiply
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new AnswerLimit()))
                .httpClient(http);
        settings.endpoint().ifPresent(s3::endpointOverride);
        if (!checksums) {
            s3.addPlugin(LegacyMd5Plugin.create());
        }
        return connection(s3.build(), http, settings, config, checksums);
    }

    private static AwsConnection connection(
            S3Client s3, SdkHttpClient http, Settings settings, StoreConfig config, boolean checksums) {
        return new AwsConnection(
                s3,
                http,
                presigner(settings, config),
                settings.credentials(),
                host(settings.endpoint(), settings.region()),
                settings.region().id(),
                isAmazon(settings.endpoint()),
                checksums);
    }

    private static S3Presigner presigner(Settings settings, StoreConfig config) {
        if (settings.credentials() instanceof AnonymousCredentialsProvider) {
            return null;
        }
        S3Presigner.Builder presigner = S3Presigner.builder()
                .credentialsProvider(settings.credentials())
                .region(settings.region())
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.pathStyle(config))
                        .build());
        settings.endpoint().ifPresent(presigner::endpointOverride);
        return presigner.build();
    }

    private static SdkHttpClient httpClient(StoreConfig config) {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .maxConnections(config.maxConnections())
                .connectionTimeout(config.connectTimeout())
                // waiting for a free connection is no fault of the store, but must end
                .connectionAcquisitionTimeout(config.requestTimeout())
                // between two packets, so this is the time without progress
                .socketTimeout(config.requestTimeout())
                .tcpKeepAlive(true)
                // the SDK asks it of the uploads that are long enough to be worth a round trip
                .expectContinueEnabled(false);
        config.proxyHost()
                .ifPresent(host -> http.proxyConfiguration(ProxyConfiguration.builder()
                        .endpoint(proxy(host, config))
                        .build()));
        config.sslContext().ifPresent(context -> http.tlsSocketStrategy(new DefaultClientTlsStrategy(context)));
        return new WatchedClient(http.build(), config.requestTimeout());
    }

    private static URI proxy(String host, StoreConfig config) {
        try {
            return new URI("http", null, host, config.proxyPort(), null, null, null).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw config.invalid("proxyHost", "is '" + host + "'; give a host's name or address, without http://");
        }
    }

    private static boolean checksums(StoreConfig config) {
        String mode = config.get("checksums", "whenSupported");
        return switch (mode) {
            case "whenSupported" -> true;
            case "whenRequired" -> false;
            default -> throw config.invalid("checksums", "is '" + mode + "'; use whenSupported or whenRequired");
        };
    }

    private static String host(Optional<URI> endpoint, Region region) {
        return endpoint.map(URI::getAuthority).orElse("s3." + region.id() + ".amazonaws.com");
    }

    private static boolean isAmazon(Optional<URI> endpoint) {
        return endpoint.map(URI::getHost)
                .map(host -> Stream.of(".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
                        .anyMatch(host::endsWith))
                .orElse(true);
    }

    /** What both the client and the presigner need. */
    private record Settings(
            IdentityProvider<? extends AwsCredentialsIdentity> credentials, Region region, Optional<URI> endpoint) {

        /** Those of a client the user gave. */
        static Settings of(S3ServiceClientConfiguration its) {
            return new Settings(its.credentialsProvider(), its.region(), its.endpointOverride());
        }

        boolean pathStyle(StoreConfig config) {
            return config.getBoolean("pathStyle", endpoint.isPresent());
        }
    }
}
