/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;

/**
 * Takes the pictures of the documentation into {@code target/screenshots}, and looks at what a picture would show wrong: text that is cut, too
 * pale, or wider than a phone. {@code examples/browser-upload/screenshots} copies them to {@code src-docs/images}.
 */
class ScreenshotTest {

    private static final Path PICTURES = Path.of("target", "screenshots");

    /** The contrast of every text with the ground it stands on, as WCAG counts it; those below 4.5. */
    private static final String PALE = """
            const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            const parts = colour => colour.match(/[\\d.]+/g).map(Number);
            const ground = e => { for (; e; e = e.parentElement) {
              const colour = parts(getComputedStyle(e).backgroundColor);
              if (colour.length === 3 || colour[3] > 0) return colour; } return [255, 255, 255]; };
            return [...document.querySelectorAll('body *')]
              .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
              .map(e => { const a = light(parts(getComputedStyle(e).color)), b = light(ground(e));
                return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.className || e.id || e.tagName]; })
              .filter(([contrast]) => contrast < 4.5).map(String)""";

    @TempDir
    private Path place;

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void thePageIsHandsomeAndReadable(String colours) throws Exception {
        try (App app = App.start(App.DIRECTORY + place.resolve("store"));
                Chromium chromium = Chromium.start(place.resolve("downloads"))) {
            chromium.colours(colours);
            chromium.size(1280, 900);
            Page page = Page.open(chromium.driver(), app);
            chromium.screenshot(PICTURES.resolve("browser-upload-empty-" + colours + ".png"));

            fill(page);
            chromium.screenshot(PICTURES.resolve("browser-upload-" + colours + ".png"));
            assertThat(page.strings(PALE)).isEmpty();

            page.card("Evening.png").findElement(By.className("link")).click();
            page.waitFor(() -> page.is("document.getElementById('share').open"));
            chromium.screenshot(PICTURES.resolve("browser-upload-link-" + colours + ".png"));
            page.find("#share button").click();

            chromium.slowUploads(400_000);
            page.choose(
                    Pictures.noise(place.resolve("Panorama from the ridge.png"), 1000, 800),
                    Pictures.noise(place.resolve("Morning mist.png"), 700, 500));
            page.drop(List.of(List.of("setup.exe", "application/x-msdownload", "MZ")));
            page.waitFor(() -> page.is("document.querySelector('#uploads progress').value > 30"));
            chromium.screenshot(PICTURES.resolve("browser-upload-progress-" + colours + ".png"));
            assertThat(page.strings(PALE)).isEmpty();
            chromium.slowUploads(0);
            page.waitFor(() -> page.stored().size() == 8);
        }
    }

    @Test
    void thePageFitsAPhone() throws Exception {
        try (App app = App.start(App.DIRECTORY + place.resolve("store"));
                Chromium chromium = Chromium.start(place.resolve("downloads"))) {
            chromium.size(390, 844);
            Page page = Page.open(chromium.driver(), app);
            fill(page);
            page.drop(List.of(List.of("setup.exe", "application/x-msdownload", "MZ")));
            page.waitFor(() -> !page.all(".upload.failed").isEmpty());
            chromium.screenshot(PICTURES.resolve("browser-upload-phone.png"));
            assertThat(page.is("document.documentElement.scrollWidth <= 390")).isTrue();
            assertThat(page.is("document.querySelector('.lead').getBoundingClientRect().bottom + 8"
                            + " < document.getElementById('rules').getBoundingClientRect().top"))
                    .as("no text on another")
                    .isTrue();
        }
    }

    /** One byte stored, a refused file, a cancelled upload, and a server that is gone. */
    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    @SuppressWarnings("try") // the server is to be gone
    void whatDidNotWorkIsReadableToo(int width) throws Exception {
        try (App app = App.start(App.DIRECTORY + place.resolve("store"));
                Chromium chromium = Chromium.start(place.resolve("downloads"))) {
            chromium.size(width, 900);
            Page page = Page.open(chromium.driver(), app);
            page.drop(List.of(List.of("One.txt", "text/plain", "1")));
            page.waitFor(() -> page.stored().size() == 1);
            page.drop(List.of(List.of("setup.exe", "application/x-msdownload", "MZ")));
            page.waitFor(() -> !page.all(".upload.failed").isEmpty());
            chromium.slowUploads(50_000);
            page.choose(Pictures.noise(place.resolve("Panorama from the ridge.png"), 600, 600));
            page.waitFor(() -> page.text("#uploads .detail").contains("%"));
            page.find("#uploads button").click();
            page.waitFor(() -> !page.all(".upload.cancelled").isEmpty());
            chromium.slowUploads(0);
            app.close();
            page.find(".stored .link").click();
            page.waitFor(() -> !page.text(".stored .complaint").isEmpty());
            page.drop(List.of(List.of("Late.txt", "text/plain", "late")));
            page.waitFor(() -> page.all(".upload.failed").size() == 2);
            chromium.screenshot(PICTURES.resolve("browser-upload-problems-" + width + ".png"));
            assertThat(page.strings(PALE)).isEmpty();
            assertThat(page.is("document.documentElement.scrollWidth <= " + width))
                    .isTrue();
        }
    }

    private void fill(Page page) throws Exception {
        Files.createDirectories(place);
        page.drop(List.of(List.of("Packing list.txt", "text/plain", "rope, tea, a second jumper\n")));
        page.waitFor(() -> page.stored().size() == 1);
        page.drop(List.of(List.of("Überfahrt nach Łódź.pdf", "application/pdf", "%PDF-1.4\n")));
        page.waitFor(() -> page.stored().size() == 2);
        String[] names = {
            "The long way home.png", "Hills after rain.png", "Evening.png", "First light over the valley.png"
        };
        for (int i = 0; i < names.length; i++) {
            int stored = i + 3;
            page.choose(Pictures.landscape(place.resolve(names[i]), i));
            page.waitFor(() -> page.stored().size() == stored);
        }
        page.waitFor(() -> page.is("[...document.images].every(i => i.complete && i.naturalWidth > 0 || !i.src)")
                && page.is("document.querySelectorAll('#uploads li').length === 0"));
    }
}
