/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.connect.Settings;
import io.cloudbridge.store.StoreConfig;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void theSettingsOfProvidersAreThoseOfTheOptionClasses() {
        Set<String> known = new TreeSet<>();
        Settings.BY_PROVIDER.values().forEach(known::addAll);
        Set<String> declared = new TreeSet<>();
        for (Class<?> type : new Class<?>[] {
            AwsSettings.class, AzureSettings.class, GcpSettings.class, OpenstackSettings.class, LocalSettings.class
        }) {
            declared.addAll(fields(type));
        }
        assertThat(known).isEqualTo(declared);

        Set<String> common = new TreeSet<>(fields(StoreSettings.class));
        common.remove("provider");
        common.remove("sslContextParameters");
        common.add("sslContext");
        assertThat(new TreeSet<>(StoreConfig.COMMON)).isEqualTo(common);
    }

    @Test
    void everyOptionThatTheContractNamesIsThereWithItsDefault() {
        Map<String, Object> defaults = new TreeMap<>();
        contract().forEach((name, value) -> {
            JsonObject option = (JsonObject) GeneratedMetadata.endpointOptions().get(name);
            assertThat(option).as(name).isNotNull();
            defaults.put(name, String.valueOf(option.get("defaultValue")));
            assertThat(GeneratedMetadata.componentOptions()).containsKey(name);
        });
        assertThat(defaults).isEqualTo(contract());
    }

    @Test
    void documentedDefaultsAreTheOnesInForce() throws Exception {
        CloudBridgeConfiguration filled = new CloudBridgeConfiguration();
        filled.fillDefaults();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Map<String, Object> values = filled.values(camel);
            Set<String> ofStores = new TreeSet<>(StoreConfig.COMMON);
            Settings.BY_PROVIDER.values().forEach(ofStores::addAll);
            GeneratedMetadata.endpointOptions().forEach((name, json) -> {
                Object documented = ((JsonObject) json).get("defaultValue");
                boolean ours = "configuration".equals(((JsonObject) json).get("configurationField"));
                // the generator writes false for every Boolean; null means that it follows from other options
                boolean open = Boolean.FALSE.equals(documented) && values.get(name) == null;
                if (ours && documented != null && !open && !ofStores.contains(name)) {
                    assertThat(values).containsKey(name);
                    Object converted =
                            camel.getTypeConverter().convertTo(values.get(name).getClass(), documented);
                    assertThat(values).containsEntry(name, converted);
                }
            });
        }
    }

    @Test
    void headersAreThoseOfTheContract() {
        assertThat(GeneratedMetadata.headers().keySet().stream()
                        .filter(h -> h.startsWith("CamelCloudBridge"))
                        .map(h -> h.substring("CamelCloudBridge".length()))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        ("Operation Provider Bucket OverrideBucket Key DestinationBucket DestinationKey ProducedBucket ProducedKey"
                                        + " ContentLength ContentType ContentEncoding ContentDisposition ContentLanguage CacheControl"
                                        + " StorageClass ETag VersionId LastModified Metadata Tags Checksum ChecksumAlgorithm"
                                        + " RangeOffset RangeLength IfMatch IfNoneMatch Prefix Delimiter StartAfter MaxResults"
                                        + " PageToken NextPageToken CommonPrefixes Truncated Keys PresignMethod PresignExpiry"
                                        + " PresignHeaders PresignExpiresAt"
                                        // what the transformer of notifications says beside them
                                        + " Event EventName"
                                        // an object handed on by a broker
                                        + " Reference")
                                .split(" "));
    }

    private static Set<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(f -> !f.isSynthetic())
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Options of the public contract with their defaults; "null" where it names none. */
    private static Map<String, Object> contract() {
        Map<String, Object> contract = new TreeMap<>();
        for (String option :
                ("provider endpoint region client maxConnections=64 connectTimeout=10s requestTimeout=60s maxRetries=4"
                                + " sslContextParameters proxyHost proxyPort=8080 operation=upload key toFile missing=fail"
                                + " listOutput=list maxResults=10000 failOnPartial=true allowEmptyPrefix=false allowNullBody=false"
                                + " autoCreateBucket=false multipartThreshold=16777216 partSize=8388608 uploadConcurrency=4"
                                + " downloadConcurrency=4 ifMatch ifNoneMatch contentType contentEncoding contentDisposition"
                                + " contentLanguage cacheControl storageClass encryption=none encryptionKeyId presignMethod=GET"
                                + " presignExpiry=1h responseContentType responseContentDisposition prefix delimiter startAfter"
                                + " recursive=true includeFolders=false include exclude antInclude antExclude includeExt excludeExt"
                                + " filter minSize maxSize minAge maxAge sortBy shuffle=false eagerMaxMessagesPerPoll=true"
                                + " maxMessagesPerPoll=0 maxConcurrency=1 delete=false commitBatchSize=100 commitInterval=1s move"
                                + " moveBucket moveConnection moveExisting=fail moveFailed restoreDays restoreTier maxFailures=0 noop=false idempotent=false"
                                + " idempotentKey=${bucket}/${key}@${etag} idempotentRepository idempotentEager=true seenFile"
                                + " inProgressRepository claims claimLease=30s shard doneFileName bodyType=stream localWorkDirectory prefetch=16"
                                + " prefetchMaxSize=65536 onCompletionExceptionHandler accessKey secretKey sessionToken profile"
                                + " pathStyle=false checksums=whenSupported chunkedEncoding=true accountName accountKey sasToken"
                                + " connectionString tenantId clientId clientSecret accessToken projectId serviceAccountKey authUrl"
                                + " username password userDomain project projectDomain applicationCredentialId"
                                + " applicationCredentialSecret storageUrl authToken tempUrlKey manageTempUrlKey=false"
                                + " rootDirectory forceWrites=false settleTime=1s presignSecret presignPort presignBaseUrl"
                                + " presignMaxSize=5368709120 presignAllowedOrigins=*")
                        .split(" ")) {
            int equals = option.indexOf('=');
            contract.put(
                    equals < 0 ? option : option.substring(0, equals),
                    equals < 0 ? "null" : option.substring(equals + 1));
        }
        return contract;
    }
}
