/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cloudbridge.conformance.wire.WireAnswer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Answers that are broken, cut, packed or made to hurt end in errors of ours, and never in a wrong result. */
public interface BrokenAnswerPromises extends LyingServerFixture {

    @Test
    default void aBrokenHeadEndsInNoOtherErrorThanOurs() {
        byte[] content = Samples.bytes(82, SMALL);
        ObjectRef ref = stored("lie/asked", content);
        Map<String, UnaryOperator<WireAnswer>> heads = Map.of(
                "length is no number", answer -> answer.with("content-length", "many"),
                "length is negative", answer -> answer.with("content-length", "-5"),
                "date is none", answer -> answer.with("last-modified", "yesterday"),
                "no date", answer -> answer.without("last-modified"),
                "type is none", answer -> answer.with("content-type", ";;="),
                "a megabyte", answer -> answer.with("x-long", "x".repeat(1 << 20)));
        heads.forEach((what, change) -> {
            proxy().clearRules();
            proxy().when("*", ".").always().changeAnswer(change);
            assertRightOrRefused(content, () -> read(ref, ByteRange.ALL));
            assertRightOrRefused(Arrays.copyOf(content, 10), () -> read(ref, new ByteRange(0, 10)));
            assertRightOrRefused(
                    new byte[SMALL],
                    () -> new byte[(int) lied().head(ref, ReadOptions.NONE).size()]);
            assertListedOrRefused(List.of(ref.key()), ref.key());
            assertRightOrRefused(content, () -> {
                lied().upload(ref, Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
                return content;
            });
        });
        proxy().clearRules();
        assertContent(ref, content);
    }

    /** Servers, and proxies on the way, quote in their error pages what they were sent. */
    @Test
    default void aSecretThatTheServerRepeatsIsInNoError() {
        List<String> secrets = storeSettings().entrySet().stream()
                .filter(setting -> setting.getKey().matches("(?i).*(key|secret|token|password)"))
                .map(setting -> setting.getValue().toString())
                .filter(value -> value.length() >= 8 && value.length() < 1000)
                .toList();
        for (String secret : secrets) {
            for (String page : List.of(
                    "<html>" + secret + "</html>",
                    "<Error><Code>" + secret + "</Code><Message>" + secret + "</Message></Error>",
                    "{\"error\":{\"code\":403,\"message\":\"" + secret + "\"}}")) {
                for (int status : new int[] {200, 307, 403, 500}) {
                    proxy().clearRules();
                    proxy().when("*", ".").always().answer(status, typed(page), page);
                    requests().forEach((name, request) -> {
                        Throwable error = catchThrowable(request);
                        StringWriter trace = new StringWriter();
                        if (error != null) {
                            error.printStackTrace(new PrintWriter(trace));
                        }
                        assertThat(trace.toString()).as("%s, %d", name, status).doesNotContain(secret);
                    });
                }
            }
        }
    }

    @Test
    default void aListingThatIsCutIsNotAll() {
        stored("lie/cut/a", Samples.text("a"));
        stored("lie/cut/b", Samples.text("b"));
        for (int percent : new int[] {10, 50, 80, 99}) {
            proxy().clearRules();
            proxy().when("*", ".")
                    .always()
                    .changeAnswer(answer ->
                            answer.withBody(Arrays.copyOf(answer.body(), answer.body().length * percent / 100)));
            assertListedOrRefused(List.of("lie/cut/a", "lie/cut/b"), "lie/cut/");
        }
    }

    @Test
    default void documentsMadeToHurtEndInNoOtherErrorThanOurs() {
        StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            String before = "&a" + (i - 1) + ";";
            laughs.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(before.repeat(10))
                    .append("\">");
        }
        List<String> documents = List.of(
                laughs + "]><ListBucketResult><Name>&a29;</Name></ListBucketResult>",
                "<!DOCTYPE r [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><r>&f;</r>",
                "<a>".repeat(100_000),
                "<a>".repeat(100_000) + "</a>".repeat(100_000),
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "[null]",
                "[[]]",
                "{\"items\":[null]}",
                "{\"kind\":\"storage#objects\",\"items\":[null]}",
                "{\"kind\":\"storage#objects\",\"items\":[{}]}",
                "\u0000\u0001");
        for (String document : documents) {
            proxy().clearRules();
            proxy().when("*", ".").always().answer(200, typed(document), document);
            nothingSucceeds(document.substring(0, Math.min(40, document.length())));
        }
    }

    @Test
    default void anAnswerThatIsPackedIsNotTakenForTheObject() {
        byte[] content = Samples.text("text ".repeat(SMALL));
        ObjectRef ref = stored("lie/packed", content);
        gets(ref.key())
                .changeAnswer(answer -> answer.withBody(gzip(answer.body())).with("content-encoding", "gzip"));
        assertRightOrRefused(content, () -> read(ref, ByteRange.ALL));
    }

    private void assertListedOrRefused(List<String> right, String prefix) {
        List<String> keys = new ArrayList<>();
        try {
            lied().list(ListRequest.of(bucket(), prefix)).forEachRemaining(info -> keys.add(info.key()));
        } catch (CloudBridgeException e) {
            return;
        }
        assertThat(keys).isEqualTo(right);
    }

    private static Map<String, String> typed(String body) {
        return Map.of("Content-Type", body.startsWith("<") ? "application/xml" : "application/json");
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
