/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** The page in a real browser, over the local store. */
class BrowserTest {

    @TempDir
    private static Path place;

    private static Chromium chromium;

    @TempDir
    private Path store;

    private App app;
    private ChromeDriver driver;
    private Page page;

    @BeforeAll
    static void startBrowser() throws Exception {
        chromium = Chromium.start(place.resolve("downloads"));
    }

    @AfterAll
    static void stopBrowser() {
        chromium.close();
    }

    @BeforeEach
    void open() throws Exception {
        start();
    }

    private void start(String... properties) throws Exception {
        if (app != null) {
            app.close();
        }
        String[] all = java.util.Arrays.copyOf(properties, properties.length + 1);
        all[properties.length] = App.DIRECTORY + store;
        app = App.start(all);
        driver = chromium.driver();
        page = Page.open(driver, app);
    }

    @AfterEach
    void close() {
        app.close();
    }

    @Test
    void aFileGoesStraightToTheStoreWithItsProgressShownAndComesBackTheSame() throws Exception {
        Path file = Pictures.noise(place.resolve("noise.png"), 900, 700);
        long size = Files.size(file);
        driver.executeScript(
                "window.seen = []; new MutationObserver(() => document.querySelectorAll('#uploads progress')"
                        + ".forEach(bar => { if (bar.value != seen.at(-1)) seen.push(bar.value); }))"
                        + ".observe(document.getElementById('uploads'), { subtree: true, childList: true, attributes: true });");
        chromium.slowUploads((int) size);
        page.choose(file);
        page.waitFor(() -> page.text("#uploads .detail").matches("[1-9]\\d? % · .* of 1\\.9 MB"));
        page.waitFor(() -> page.stored().equals(List.of("noise.png")));
        chromium.slowUploads(0);

        List<Integer> progress =
                page.strings("return seen").stream().map(Integer::parseInt).toList();
        assertThat(progress).hasSizeGreaterThan(3).isSorted().endsWith(100);
        page.waitFor(() -> page.all("#uploads li").isEmpty());
        assertThat(page.strings("return performance.getEntriesByType('resource')"
                        + ".filter(e => e.initiatorType === 'xmlhttprequest').map(e => new URL(e.name).origin)"))
                .as("the server of the page sees no byte of it")
                .isNotEmpty()
                .doesNotContain(app.origin());

        page.card("noise.png").findElement(By.className("download")).click();
        Path downloaded = chromium.downloads().resolve("noise.png");
        page.waitFor(() -> Files.exists(downloaded));
        assertThat(downloaded).hasSameBinaryContentAs(file);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void twoFilesWithDifficultNamesAreDroppedAtOnce() throws Exception {
        page.drop(List.of(
                List.of("Grüße aus Łódź ☂ 東京.txt", "text/plain", "Grüße"),
                List.of("100% #1 + more?.txt", "text/plain", "a & b")));
        page.waitFor(() -> page.stored().size() == 2);
        assertThat(page.stored()).containsExactlyInAnyOrder("Grüße aus Łódź ☂ 東京.txt", "100% #1 + more?.txt");
        for (String[] expected :
                new String[][] {{"Grüße aus Łódź ☂ 東京.txt", "Grüße"}, {"100% #1 + more?.txt", "a & b"}}) {
            page.card(expected[0]).findElement(By.className("link")).click();
            page.waitFor(() -> page.is("document.getElementById('share').open"));
            URI link = URI.create(page.find("#share-link").getDomProperty("value"));
            assertThat(App.send(HttpRequest.newBuilder(link)).body()).isEqualTo(expected[1]);
            page.find("#share-link").sendKeys(Keys.ESCAPE);
            page.waitFor(() -> !page.is("document.getElementById('share').open"));
        }
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void aPictureIsPreviewed() throws Exception {
        page.choose(Pictures.landscape(place.resolve("hills.png"), 1));
        page.waitFor(() -> page.is("document.querySelector('.picture img')?.naturalWidth === 960"));
        page.find(".picture button").click();
        page.waitFor(() -> page.is("document.getElementById('preview-image').naturalWidth === 960"));
        assertThat(page.text("#preview-name")).isEqualTo("hills.png");
        page.find("#preview button").click();
        page.waitFor(() -> !page.is("document.getElementById('preview').open"));
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void aRefusedTypeIsToldOnThePageAndNothingIsStored() throws Exception {
        page.drop(List.of(List.of("setup.exe", "application/x-msdownload", "MZ")));
        page.waitFor(() -> !page.all(".upload.failed").isEmpty());
        assertThat(page.text(".upload.failed .detail"))
                .isEqualTo("Files of type application/x-msdownload are not accepted."
                        + " These are: JPG, PNG, GIF, WEBP, PDF, TXT, MP4.");
        assertThat(page.find(".upload.failed .detail").getDomAttribute("role")).isEqualTo("alert");
        assertThat(page.is("document.querySelectorAll('.stored').length === 0")).isTrue();
        assertThat(page.find("#uploading").isDisplayed()).isFalse();
        assertThat(page.find("#stopped").isDisplayed()).isTrue();
        assertThat(page.find(".upload.failed .again").isDisplayed())
                .as("it would be refused again")
                .isFalse();
        page.find(".upload.failed button").click();
        assertThat(page.find("#stopped").isDisplayed()).isFalse();
        assertThat(chromium.complaints()).singleElement().asString().contains("415");
    }

    @Test
    void aLinkEndsWhenThePageSaysSo() throws Exception {
        start("link.expiry=2s");
        page.drop(List.of(List.of("a.txt", "text/plain", "until then")));
        page.waitFor(() -> page.stored().size() == 1);
        page.find(".link").click();
        page.waitFor(() -> page.is("document.getElementById('share').open"));
        String link = page.find("#share-link").getDomProperty("value");
        assertThat(page.text("#share-until")).matches("\\d{1,2}:\\d\\d:\\d\\d.*");
        driver.get(link);
        assertThat(page.text("body")).isEqualTo("until then");
        page.waitFor(() -> App.send(HttpRequest.newBuilder(URI.create(link))).statusCode() == 403);
        driver.get(link + "&"); // not what the browser remembers
        assertThat(page.text("body")).isEqualTo("the URL has expired");
        chromium.complaints();
    }

    @Test
    void anUploadWhoseLinkHasEndedGetsANewOne() throws Exception {
        JsonObject ended = signedAndEnded();
        // the first answer is one that the server gave a while ago, as if this page had slept in between
        driver.executeScript("""
                const late = arguments[0];
                const real = window.fetch;
                window.asked = 0;
                window.fetch = async (path, options) =>
                  path === "api/uploads" && ++window.asked === 1 ? new Response(late) : real(path, options);""", ended.toJson());
        page.drop(List.of(List.of("late.txt", "text/plain", "late")));
        page.waitFor(() -> page.stored().equals(List.of("late.txt")));
        assertThat(page.is("window.asked === 2")).isTrue();
        assertThat(chromium.complaints()).singleElement().asString().contains("403");
    }

    private JsonObject signedAndEnded() throws Exception {
        start("upload.expiry=1s");
        JsonObject signed = App.json(app.wish("late.txt", "text/plain", 4));
        Instant end = Instant.parse(signed.getString("expiresAt"));
        page.waitFor(() -> Instant.now().isAfter(end));
        assertThat(App.put(signed, "late".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(403);
        return signed;
    }

    @Test
    void anUploadCanBeCancelledAndLeavesNothing() throws Exception {
        chromium.slowUploads(50_000);
        page.choose(Pictures.noise(place.resolve("cancelled.png"), 600, 600));
        page.waitFor(() -> page.text("#uploads .detail").contains("%"));
        page.find("#uploads button").click();
        page.waitFor(() -> !page.all(".upload.cancelled").isEmpty());
        chromium.slowUploads(0);
        assertThat(page.all(".upload.failed"))
                .as("the visitor's wish is no error")
                .isEmpty();
        assertThat(page.text(".upload.cancelled .detail")).isEqualTo("Cancelled. Nothing was stored.");
        assertThat(app.get("/api/objects").body()).contains("\"objects\":[]");

        page.find(".upload.cancelled .again").click();
        page.waitFor(() -> page.stored().equals(List.of("cancelled.png")));
        assertThat(page.find("#stopped").isDisplayed()).isFalse();
        chromium.complaints();
    }

    @Test
    void aServerThatIsGoneIsTold() throws Exception {
        page.drop(List.of(List.of("stored.txt", "text/plain", "1")));
        page.waitFor(() -> page.stored().size() == 1);
        assertThat(page.text(".stored .detail")).startsWith("1 byte ·");
        app.close();
        page.find(".stored .link").click();
        page.waitFor(() -> page.text(".stored .complaint").equals("The server does not answer. Is it running?"));
        page.drop(List.of(List.of("a.txt", "text/plain", "a")));
        page.waitFor(() -> !page.all(".upload.failed").isEmpty());
        assertThat(page.text(".upload.failed .detail")).isEqualTo("The server does not answer. Is it running?");
        assertThat(page.find(".upload.failed .again").isDisplayed()).isTrue();
        chromium.complaints();
    }

    @Test
    void thePageWorksWithTheKeyboardAndSpeaksToScreenReaders() throws Exception {
        page.drop(List.of(List.of("a.txt", "text/plain", "a")));
        page.waitFor(() -> page.stored().size() == 1 && page.text("#status").equals("a.txt is stored"));
        page.waitFor(() -> page.all("#uploads li").isEmpty());
        driver.executeScript("document.activeElement.blur()");
        press(Keys.TAB);
        assertThat(focused().getDomAttribute("id")).isEqualTo("files");
        press(Keys.TAB);
        assertThat(focused().getAccessibleName()).isEqualTo("Download a.txt");
        press(Keys.TAB);
        assertThat(focused().getAccessibleName()).isEqualTo("Link to a.txt");
        press(Keys.ENTER);
        page.waitFor(() -> page.is("document.getElementById('share').open"));
        assertThat(page.find("#share-link").getAccessibleName()).isEqualTo("Link");
        press(Keys.ESCAPE);
        page.waitFor(() -> !page.is("document.getElementById('share').open"));
        assertThat(focused().getAccessibleName())
                .as("focus is back where it was")
                .isEqualTo("Link to a.txt");
        assertThat(page.is("document.querySelector('#status').getAttribute('aria-live') === 'polite'"))
                .isTrue();
        assertThat(chromium.complaints()).isEmpty();
    }

    private void press(Keys key) {
        new Actions(driver).sendKeys(key).perform();
    }

    private WebElement focused() {
        return driver.switchTo().activeElement();
    }
}
