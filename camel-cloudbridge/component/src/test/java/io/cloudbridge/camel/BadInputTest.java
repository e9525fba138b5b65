/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a message is said before anything happens, naming header or option and what to do. */
class BadInputTest {

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory);
        context.put("k", "0123456789");
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    static Stream<Arguments> wrong() {
        String upload = "cloudbridge:box?operation=upload";
        String download = "cloudbridge:box?operation=download&key=k";
        String presign = "cloudbridge:box?operation=presign&key=k";
        String key = CloudBridgeConstants.KEY;
        return Stream.of(
                Arguments.of("no key", upload, Map.of(), List.of("key", key, "CamelFileName")),
                Arguments.of("empty key", upload, Map.of(key, ""), List.of("key", "empty")),
                Arguments.of("NUL in the key", upload, Map.of(key, "a\0b"), List.of("NUL")),
                Arguments.of("half a surrogate pair", upload, Map.of(key, "a\ud800"), List.of("Unicode")),
                Arguments.of("a long key", upload, Map.of(key, "x".repeat(1025)), List.of("1025", "1024")),
                Arguments.of(
                        "a key expression that gives nothing",
                        upload + "&key=${header.nowhere}",
                        Map.of(),
                        List.of("option key", "header.nowhere")),
                Arguments.of(
                        "no bucket",
                        "cloudbridge:?key=k",
                        Map.of(),
                        List.of("bucket", CloudBridgeConstants.OVERRIDE_BUCKET)),
                Arguments.of(
                        "an unknown operation",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.OPERATION, "uplaod"),
                        List.of(CloudBridgeConstants.OPERATION, "uplaod", "deleteAll")),
                Arguments.of(
                        "a length that is no number",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.CONTENT_LENGTH, "many"),
                        List.of(CloudBridgeConstants.CONTENT_LENGTH, "many")),
                Arguments.of(
                        "a negative length",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.CONTENT_LENGTH, -5),
                        List.of(CloudBridgeConstants.CONTENT_LENGTH, "-5")),
                Arguments.of(
                        "a checksum without algorithm",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.CHECKSUM, "00"),
                        List.of(CloudBridgeConstants.CHECKSUM_ALGORITHM, "SHA256")),
                Arguments.of(
                        "a checksum that is none",
                        upload,
                        Map.of(
                                key,
                                "k",
                                CloudBridgeConstants.CHECKSUM,
                                "zz",
                                CloudBridgeConstants.CHECKSUM_ALGORITHM,
                                "MD5"),
                        List.of("zz", "32")),
                Arguments.of(
                        "metadata that is no map",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.METADATA, "a=b"),
                        List.of(CloudBridgeConstants.METADATA, "Map")),
                Arguments.of(
                        "metadata without a value",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.METADATA, Collections.singletonMap("a", null)),
                        List.of(CloudBridgeConstants.METADATA)),
                Arguments.of(
                        "a write on two conditions",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.IF_MATCH, "x", CloudBridgeConstants.IF_NONE_MATCH, "*"),
                        List.of("ifMatch", "ifNoneMatch")),
                Arguments.of(
                        "a write if none of an ETag matches",
                        upload,
                        Map.of(key, "k", CloudBridgeConstants.IF_NONE_MATCH, "abc"),
                        List.of("ifNoneMatch", "*")),
                Arguments.of(
                        "a negative range",
                        download,
                        Map.of(CloudBridgeConstants.RANGE_OFFSET, -1),
                        List.of(CloudBridgeConstants.RANGE_OFFSET, "-1")),
                Arguments.of(
                        "a range of negative length",
                        download,
                        Map.of(CloudBridgeConstants.RANGE_LENGTH, -2),
                        List.of(CloudBridgeConstants.RANGE_LENGTH, "-2")),
                Arguments.of(
                        "a range beyond the end",
                        download,
                        Map.of(CloudBridgeConstants.RANGE_OFFSET, 10),
                        List.of("byte 10", "10 bytes")),
                Arguments.of(
                        "a range that is no number",
                        download,
                        Map.of(CloudBridgeConstants.RANGE_OFFSET, "start"),
                        List.of(CloudBridgeConstants.RANGE_OFFSET, "start")),
                Arguments.of("no expiry at all", presign + "&presignExpiry=0s", Map.of(), List.of("presignExpiry")),
                Arguments.of(
                        "an expiry that is too long",
                        presign,
                        Map.of(CloudBridgeConstants.PRESIGN_EXPIRY, "9000d"),
                        List.of("presignExpiry", "longest")),
                Arguments.of(
                        "an expiry that is none",
                        presign,
                        Map.of(CloudBridgeConstants.PRESIGN_EXPIRY, "soon"),
                        List.of(CloudBridgeConstants.PRESIGN_EXPIRY, "soon", "15m")),
                Arguments.of(
                        "a method that cannot be signed",
                        presign,
                        Map.of(CloudBridgeConstants.PRESIGN_METHOD, "PATCH"),
                        List.of(CloudBridgeConstants.PRESIGN_METHOD, "PATCH", "DELETE")),
                Arguments.of(
                        "a response type for a PUT",
                        presign + "&presignMethod=PUT&responseContentType=text/plain",
                        Map.of(),
                        List.of("responseContentType", "PUT")),
                Arguments.of(
                        "a listing of nothing",
                        "cloudbridge:box?operation=list",
                        Map.of(CloudBridgeConstants.MAX_RESULTS, 0),
                        List.of(CloudBridgeConstants.MAX_RESULTS)),
                Arguments.of(
                        "a delete if none matches",
                        "cloudbridge:box?operation=delete&key=k&ifNoneMatch=*",
                        Map.of(),
                        List.of("ifNoneMatch", "ifMatch")),
                Arguments.of(
                        "no tags",
                        "cloudbridge:box?operation=setTags&key=k",
                        Map.of(),
                        List.of(CloudBridgeConstants.TAGS)),
                Arguments.of(
                        "no keys",
                        "cloudbridge:box?operation=deleteAll",
                        Map.of(),
                        List.of(CloudBridgeConstants.KEYS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void isRefusedByName(String what, String uri, Map<String, ?> headers, List<String> words) throws Exception {
        Map<String, String> before = files();
        assertThatThrownBy(() -> context.request(uri, "body", new HashMap<>(headers)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll(words.toArray(CharSequence[]::new));
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aDirectoryIsNoFileToDownloadTo() throws Exception {
        Path occupied = Files.createDirectories(directory.resolve("occupied/by"));
        assertThatThrownBy(() -> context.request(
                        "cloudbridge:box?operation=download&key=k&toFile=" + occupied.getParent(), null, Map.of()))
                .isInstanceOf(CloudBridgeException.class)
                .hasMessageContaining("directory");
        assertThat(occupied).isDirectory();
        try (Stream<Path> left = Files.list(directory.resolve("occupied"))) {
            assertThat(left).containsExactly(occupied);
        }
    }

    @Test
    void aFileIsNoRootDirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> context.camel.getEndpoint("cloudbridge:box?rootDirectory=" + file))
                .rootCause()
                .hasMessageContainingAll("rootDirectory", file.toString());
        assertThat(file).hasContent("x");
    }

    @Test
    void anUnsupportedOperationIsRefused() {
        assertThatThrownBy(() -> context.request("cloudbridge:box?operation=listVersions", null, Map.of()))
                .isInstanceOf(CloudBridgeException.Unsupported.class)
                .hasMessageContaining("versions");
        assertThatThrownBy(() -> context.request("cloudbridge:box?key=n&encryption=kms", "x", Map.of()))
                .isInstanceOf(CloudBridgeException.Unsupported.class)
                .hasMessageContaining("encryption=kms");
        assertThat(context.root.resolve("box/n")).doesNotExist();
    }

    @Test
    void wrongOptionsFailTheEndpoint() {
        Map<String, String> wrong = Map.of(
                "encryption=rot13", "encryption",
                "missing=maybe", "missing",
                "listOutput=tree", "listOutput",
                "operation=uplaod", "uplaod",
                "partSize=0", "partSize",
                "uploadConcurrency=0", "uploadConcurrency",
                "maxRetries=-1", "maxRetries",
                "encryptionKeyId=k", "encryption");
        wrong.forEach((option, word) -> assertThatThrownBy(() -> {
                    context.request("cloudbridge:box?key=k&" + option, "x", Map.of());
                })
                .as(option)
                .satisfies(e -> assertThat(ConnectionsTest.chain(e)).contains(word)));
    }

    @Test
    void aWrongOperationIsNamedWithTheRightOnes() {
        assertThatThrownBy(() -> context.camel.getEndpoint("cloudbridge:box?operation=uplod"))
                .rootCause()
                .hasMessageContainingAll("operation", "uplod", "did you mean upload?", "deletePrefix", "abortUploads");
        Map<String, String> header = Map.of(CloudBridgeConstants.OPERATION, "uplod");
        assertThatThrownBy(() -> context.request("cloudbridge:box?key=k", "x", header))
                .hasMessageContainingAll(
                        CloudBridgeConstants.OPERATION, "uplod", "did you mean upload?", "deletePrefix");
    }

    @Test
    void aCommentBehindAValueIsNamedAsSuch() {
        for (String option : new String[] {
            "provider=local   # or azure",
            "operation=upload // the default",
            "missing=null # or fail",
            "maxResults=10 # rows",
            "delete=true # or false",
            "greedy=true // poll again",
            "olderThan=1h # or more"
        }) {
            assertThatThrownBy(() -> context.request(
                            "cloudbridge:box?key=k&"
                                    + option.replace("#", "%23").replace(" ", "%20"),
                            "x",
                            Map.of()))
                    .as(option)
                    .satisfies(e -> assertThat(ConnectionsTest.chain(e))
                            .contains(option.substring(option.indexOf('=') + 1), "A comment", "line of its own"));
        }
    }

    @Test
    void aDeleteOfManyTakesNoConditionOfOne() {
        context.put("in/a", "x");
        for (String operation : List.of("deleteAll", "deletePrefix&prefix=in/")) {
            for (String header : List.of(CloudBridgeConstants.IF_MATCH, CloudBridgeConstants.IF_NONE_MATCH)) {
                assertThatThrownBy(() -> context.request(
                                "cloudbridge:box?operation=" + operation, List.of("in/a"), Map.of(header, "other")))
                        .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                        .hasMessageContaining("operation=delete");
            }
        }
        assertThat(context.text("in/a")).isEqualTo("x");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"upload", "download", "head", "copy", "move", "delete", "setMetadata"})
    void anOperationThatKnowsNoConditionRefusesIt(CloudBridgeOperation operation) {
        for (String condition : List.of("ifMatch=other", "ifNoneMatch=*")) {
            assertThatThrownBy(() -> context.request(
                            "cloudbridge:box?key=k&operation=" + operation + "&" + condition, null, Map.of()))
                    .as(condition)
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining(
                            condition.substring(0, condition.indexOf('=')) + " means nothing to " + operation);
        }
        assertThat(context.text("k")).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setMetadata&contentType=a/b&encryption=managed",
                "presign&presignMethod=PUT&encryption=managed",
                "presign&presignMethod=PUT&contentEncoding=gzip",
                "presign&presignMethod=PUT&contentDisposition=inline",
                "presign&presignMethod=PUT&contentLanguage=de",
                "presign&presignMethod=PUT&cacheControl=no-store",
                "presign&presignMethod=PUT&storageClass=COLD"
            })
    void aPropertyThatWouldNotBeStoredIsRefused(String operation) {
        String option = operation.substring(operation.lastIndexOf('&') + 1, operation.lastIndexOf('='));
        assertThatThrownBy(() -> context.request("cloudbridge:box?key=k&operation=" + operation, null, Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining(option + " given to " + operation.substring(0, operation.indexOf('&')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"setMetadata&contentType=a/b", "presign&presignMethod=PUT"})
    void aHeaderThatWouldNotBeStoredIsRefused(String operation) {
        Map.of("tags", Map.of("a", "b"), "versionId", "v1")
                .forEach((name, value) -> assertThatThrownBy(() -> context.request(
                                "cloudbridge:box?key=k&operation=" + operation,
                                null,
                                Map.of(
                                        "CamelCloudBridge" + Character.toUpperCase(name.charAt(0)) + name.substring(1),
                                        value)))
                        .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                        .hasMessageContaining(name + " given to "));
    }

    /** What stands in headers because an object was read is no wish. */
    @Test
    void whatWasReadDoesNotHinderAUrlForAnUpload() {
        context.request(
                "cloudbridge:box",
                "x",
                Map.of(
                        CloudBridgeConstants.KEY,
                        "read",
                        CloudBridgeConstants.METADATA,
                        Map.of("a", "b"),
                        CloudBridgeConstants.CACHE_CONTROL,
                        "no-store"));
        Exchange exchange = context.exchange();
        exchange.getMessage().setHeader(CloudBridgeConstants.KEY, "read");
        context.template.send("cloudbridge:box?operation=head", exchange);
        context.template.send("cloudbridge:box?operation=presign&presignMethod=PUT", exchange);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).startsWith("http");
    }

    @Test
    void aBucketWithASlashIsRefusedWithTheWayToDoIt() {
        assertThatThrownBy(() -> context.camel.getEndpoint("cloudbridge:box/in"))
                .rootCause()
                .hasMessageContainingAll("box/in", "prefix", "key");
    }

    @Test
    void aConsumerWithoutABucketIsRefused() {
        assertThatThrownBy(() ->
                        context.camel.getEndpoint("cloudbridge:?delay=1000").createConsumer(e -> {}))
                .hasMessageContainingAll("consumer", "bucket");
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(context.root.resolve("box"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.readString(file));
            }
        }
        return files;
    }
}
