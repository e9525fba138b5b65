/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import org.junit.jupiter.api.Test;

/**
 * Keys are opaque: what is put under a key is found under that key by every call and under no other, or the key is refused by every call. The
 * keys named after the first are what a careless store takes for the same.
 */
public interface KeyPromises extends StoreFixture {

    private void check(String key, String... others) {
        new KeyCheck(this, key, others).run();
    }

    @Test
    default void aPlainKeyIsItself() {
        check("plain/key.txt", "plain/key", "plain");
    }

    @Test
    default void aKeyWithAccentsIsItself() {
        check("grüße/naïve-ação.txt");
    }

    @Test
    default void aKeyInChineseAndArabicIsItself() {
        check("文件/报告-تقرير.pdf");
    }

    @Test
    default void aKeyWithCharactersBeyondSixteenBitsIsItself() {
        check("emoji/😀𝒳\uD842\uDFB7.txt", "emoji/?.txt", "emoji/\uFFFD.txt");
    }

    @Test
    default void aKeyIsNotNormalisedToComposedForm() {
        check("cafe\u0301", "caf\u00e9");
    }

    @Test
    default void aKeyIsNotNormalisedToDecomposedForm() {
        check("\u00c5ngstr\u00f6m", "A\u030angstro\u0308m", "\u212bngstr\u00f6m");
    }

    @Test
    default void aKeyKeepsUpperAndLowerCase() {
        check("Case/Key", "case/key", "CASE/KEY");
    }

    @Test
    default void aDoubleSlashIsItself() {
        check("double//slash", "double/slash", "double///slash");
    }

    @Test
    default void aLeadingSlashIsItself() {
        check("/leading", "leading", "//leading");
    }

    @Test
    default void aTrailingSlashIsItself() {
        check("trailing/", "trailing", "trailing//");
    }

    @Test
    default void aLoneSlashIsItself() {
        check("/", "//");
    }

    @Test
    default void twoDotsAreNotTheParent() {
        check("x/../y", "y", "x/y", "x");
    }

    @Test
    default void twoDotsAtTheStartAreNotTheParent() {
        check("../up", "up");
    }

    @Test
    default void twoDotsAtTheEndAreNotTheParent() {
        check("down/x/..", "down", "down/x", "down/");
    }

    @Test
    default void twoDotsAloneAreItself() {
        check("..", "...");
    }

    @Test
    default void aDotIsNotTheSameFolder() {
        check("dot/./x", "dot/x");
    }

    @Test
    default void aDotAloneIsItself() {
        check(".", "._");
    }

    @Test
    default void aHiddenNameIsItself() {
        check(".hidden/.name", "hidden/name");
    }

    @Test
    default void dotsAtTheEndOfNamesAreKept() {
        check("folder./name..", "folder/name", "folder./name", "folder/name..");
    }

    @Test
    default void aPercentSignIsItself() {
        check("100%", "100", "100%25");
    }

    @Test
    default void aPercentEncodedSlashIsNotASlash() {
        check("enc%2Foded", "enc/oded", "enc%252Foded", "enc%2foded");
    }

    @Test
    default void aPercentEncodedLetterIsNotTheLetter() {
        check("%41bc", "Abc", "%2541bc");
    }

    @Test
    default void aBrokenPercentEncodingIsItself() {
        check("broken%zz%1", "brokenzz1");
    }

    @Test
    default void aPlusIsNotASpace() {
        check("a+b", "a b", "a%2Bb", "a%20b");
    }

    @Test
    default void aSpaceIsItself() {
        check("with space/and  two", "with+space/and++two", "with space/and two");
    }

    @Test
    default void spacesAtBothEndsAreKept() {
        check(" padded ", "padded", " padded", "padded ");
    }

    @Test
    default void aQuestionMarkDoesNotEndTheKey() {
        check("what?versionId=1", "what", "what?");
    }

    @Test
    default void aHashDoesNotEndTheKey() {
        check("chapter#1", "chapter", "chapter#");
    }

    @Test
    default void ampersandEqualsAndSemicolonAreThemselves() {
        check("a&b=c;d", "a", "a&amp;b=c;d");
    }

    @Test
    default void colonAtCommaAndDollarAreThemselves() {
        check("http://user@host:80/a,b$c!(d)'*", "http:/user@host:80/a,b$c!(d)'*");
    }

    @Test
    default void quotesAreThemselves() {
        check("say \"hi\" it's `x`", "say hi its x");
    }

    @Test
    default void anglesAndMarkupAreThemselves() {
        check("<a>&lt;|^", "<a><|^");
    }

    @Test
    default void bracesAndBracketsAreThemselves() {
        check("{a}[b]~c", "a", "{a}");
    }

    @Test
    default void aBackslashIsNotASlash() {
        check("back\\slash", "back/slash", "backslash");
    }

    @Test
    default void aLineBreakIsItself() {
        check("line\nbreak\r\n", "line", "linebreak", "line\nbreak\n");
    }

    @Test
    default void aTabIsItself() {
        check("tab\there", "tab here");
    }

    @Test
    default void controlCharactersAreThemselves() {
        check("bell\u0007escape\u001bone\u0001", "bellescapeone");
    }

    @Test
    default void deleteAndC1ControlsAreThemselves() {
        check("delete\u007fnext\u0085line", "deletenextline");
    }

    @Test
    default void theLastCharactersOfSixteenBitsAreThemselves() {
        check("last\uFFFDone\uFF5E", "lastone");
    }

    @Test
    default void aByteOrderMarkIsKept() {
        check("\uFEFFmarked", "marked");
    }

    @Test
    default void rightToLeftMarksAreKept() {
        check("rtl\u202Etxt.exe", "rtltxt.exe");
    }

    @Test
    default void aKeyMayStandBesideKeysBelowIt() {
        check("stand", "stand/below", "stand/", "stand/below/deeper");
    }

    @Test
    default void aKeyMayStandBelowAnotherKey() {
        check("root/leaf/deep", "root", "root/leaf");
    }

    @Test
    default void aKeyOf1024BytesIsItself() {
        check("long/".repeat(204) + "1234", "long/".repeat(204) + "123");
    }

    @Test
    default void aKeyOf1024BytesWithoutSlashIsItself() {
        check("n".repeat(1024), "n".repeat(1023));
    }

    @Test
    default void aKeyOf1024BytesOfFourByteCharactersIsItself() {
        check("😀".repeat(256), "😀".repeat(255));
    }

    @Test
    default void aKeyOf500FoldersIsItself() {
        check("d/".repeat(500) + "end", "d/".repeat(499) + "end");
    }

    @Test
    default void aKeyOfOneCharacterIsItself() {
        check("x", "xx", "X");
    }

    @Test
    default void namesThatSomeSystemsReserveAreThemselves() {
        check("con/aux.txt/NUL/lpt1", "con", "con/aux.txt");
    }

    @Test
    default void namesThatLookTemporaryAreThemselves() {
        check("file.tmp~/.part-00001.lock", "file.tmp~", ".part-00001.lock");
    }

    @Test
    default void aKeyThatLooksLikeAnOptionIsItself() {
        check("-rf", "--", "~root");
    }

    @Test
    default void aKeyThatLooksLikeAPatternIsItself() {
        check("*.[ch]?{a,b}", "x.c");
    }
}
