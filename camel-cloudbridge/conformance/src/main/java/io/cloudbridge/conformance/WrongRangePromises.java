/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.conformance.wire.WireAnswer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.TransferSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of another range, another length or no length give no wrong bytes. */
public interface WrongRangePromises extends LyingServerFixture {

    @Test
    default void everythingInsteadOfARangeGivesNoWrongBytes(@TempDir Path directory) {
        byte[] content = Samples.bytes(75, SMALL);
        ObjectRef ref = stored("lie/whole", content);
        gets(ref.key())
                .changeAnswer(answer -> answer.status() != 206
                        ? answer
                        : answer.withStatus(200).without("content-range").withBody(content));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    @Test
    default void aRangeThatIsCalledEverythingGivesNoWrongBytes(@TempDir Path directory) {
        byte[] content = Samples.bytes(76, SMALL);
        ObjectRef ref = stored("lie/called-whole", content);
        gets(ref.key())
                .changeAnswer(answer ->
                        answer.status() != 206 ? answer : answer.withStatus(200).without("content-range"));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    @Test
    default void anotherContentRangeGivesNoWrongBytes(@TempDir Path directory) {
        for (String range : new String[] {
            "bytes 7-506/4000", "bytes 1000-1499/99", "bytes 1000-1200/4000", "pages 1-2/3", "bytes */4000", ""
        }) {
            proxy().clearRules();
            byte[] content = Samples.bytes(77, SMALL);
            ObjectRef ref = stored("lie/content-range", content);
            gets(ref.key())
                    .changeAnswer(answer -> answer.status() != 206 ? answer : answer.with("content-range", range));
            everyReadIsRightOrRefused(ref.key(), content, directory);
        }
    }

    @Test
    default void anAnswerWithoutALengthIsNotAnEmptyObject(@TempDir Path directory) {
        byte[] content = Samples.bytes(78, SMALL);
        ObjectRef ref = stored("lie/length", content);
        gets(ref.key()).changeAnswer(answer -> answer.without("content-length"));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    @Test
    default void fewerBytesThanTheRangeAreNotAll(@TempDir Path directory) {
        byte[] content = Samples.bytes(79, SMALL);
        ObjectRef ref = stored("lie/fewer", content);
        gets(ref.key())
                .changeAnswer(
                        answer -> answer.withBody(Arrays.copyOf(answer.body(), Math.max(0, answer.body().length - 1))));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    @Test
    default void otherRangesThanTheOneThatWasAskedForAreRefused() {
        byte[] content = Samples.bytes(84, SMALL);
        ObjectRef ref = stored("lie/ranges", content);
        ByteRange asked = new ByteRange(1000, 500);
        List<UnaryOperator<WireAnswer>> lies = List.of(
                answer -> answer.without("content-range").with("content-type", "multipart/byteranges; boundary=x"),
                answer -> answer.with("content-range", "bytes 1000-1500/4000")
                        .withBody(Arrays.copyOfRange(content, 1000, 1501)),
                answer -> answer.with("content-range", "bytes 999-1498/4000"),
                answer -> answer.with("content-range", "bytes 1000-1499/1200"),
                answer -> answer.withBody(Arrays.copyOfRange(content, 1000, 1501)),
                answer -> answer.without("content-length").withBody(new byte[0]).without("content-length"));
        for (UnaryOperator<WireAnswer> lie : lies) {
            proxy().clearRules();
            gets(ref.key()).changeAnswer(answer -> answer.status() == 206 ? lie.apply(answer) : answer);
            assertRightOrRefused(Arrays.copyOfRange(content, 1000, 1500), () -> read(ref, asked));
        }
    }

    private void everyReadIsRightOrRefused(String key, byte[] content, Path directory) {
        ObjectRef ref = at(key);
        assertRightOrRefused(content, () -> read(ref, ByteRange.ALL));
        assertRightOrRefused(Arrays.copyOfRange(content, 1000, 1500), () -> read(ref, new ByteRange(1000, 500)));
        assertRightOrRefused(
                Arrays.copyOfRange(content, 1000, content.length),
                () -> read(ref, new ByteRange(1000, ByteRange.TO_END)));
        Path file = directory.resolve("file");
        assertRightOrRefused(content, () -> {
            lied().download(ref, file, ReadOptions.NONE, new TransferSettings(1000, 1000, 4, 3));
            return Files.readAllBytes(file);
        });
    }
}
