/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The documentation as HTML: whole, no link in it leads nowhere, and a reader finds things in it, on a phone too. */
class SiteTest {

    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    @TempDir
    private static Path folder;

    private static Path site;
    private static List<Path> pages;

    @BeforeAll
    static void build() throws Exception {
        Repository.copyProject(folder);
        Repository.Run run = Repository.maven(folder, "-q", "-pl", "src-docs", "package");
        assertThat(run.status()).as(run.output()).isZero();
        site = folder.resolve("src-docs/target/site");
        try (Stream<Path> files = Files.walk(site)) {
            pages = files.filter(file -> file.toString().endsWith(".html")).toList();
        }
        assertThat(pages).hasSizeGreaterThan(40);
    }

    @Test
    void everyLinkLeadsSomewhereAndEveryPageIsInTheNavigation() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            String html = Files.readString(page);
            assertThat(html).as(page.toString()).contains("class=\"nav\"").doesNotContain("{root}", "include::");
            Matcher link = LINK.matcher(html.replaceAll("(?s)<pre.*?</pre>|<script.*?</script>", ""));
            while (link.find()) {
                if (!leadsSomewhere(page, link.group(1))) {
                    broken.add(site.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
        String first = Files.readString(site.resolve("index.html"));
        try (Stream<Path> files = Files.list(site)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".html")))
                    .allSatisfy(name -> assertThat(first).contains("href=\"./" + name + "\""));
        }
    }

    @Test
    void aReaderSearchesChoosesALanguageAndATheme() throws Exception {
        try (Browser browser = new Browser(1280, 900)) {
            browser.open("providers/aws.html");
            browser.one("#search").sendKeys("abortUploads");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(browser.one("#found").getText())
                            .contains("Every operation in Java, YAML and XML › abortUploads"));
            browser.one("#found a[href$='#_abortuploads']").click();
            assertThat(browser.driver.getCurrentUrl()).endsWith("/operations.html#_abortuploads");

            List<WebElement> blocks =
                    browser.driver.findElement(By.cssSelector(".tabs")).findElements(By.cssSelector(".listingblock"));
            assertThat(blocks).extracting(WebElement::isDisplayed).containsExactly(true, false, false);
            browser.click(".tabs button:nth-child(2)");
            assertThat(blocks).extracting(WebElement::isDisplayed).containsExactly(false, true, false);
            browser.open("operations.html");
            assertThat(browser.one(".tabs button[aria-selected=true]").getText())
                    .isEqualTo("YAML");

            String light = browser.background();
            browser.one("#theme").click();
            assertThat(browser.background()).isNotEqualTo(light);
            browser.open("start.html");
            assertThat(browser.background()).as("remembered").isNotEqualTo(light);
            browser.one(".home").click();
            assertThat(browser.driver.getCurrentUrl()).endsWith("/index.html");
        }
    }

    @Test
    void noPageIsWiderThanAPhone() throws Exception {
        List<String> wide = new ArrayList<>();
        try (Browser browser = new Browser(390, 844)) {
            for (Path page : pages) {
                browser.open(site.relativize(page).toString());
                Number width = (Number) browser.driver.executeScript("return document.documentElement.scrollWidth");
                if (width.intValue() > 390) {
                    wide.add(site.relativize(page) + " is " + width);
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target =
                parts[0].isEmpty() ? page : page.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8));
        return Files.isRegularFile(target)
                && (parts.length == 1 || Files.readString(target).contains("id=\"" + parts[1] + "\""));
    }

    /** Debian's Chromium, which {@code ./test} installs; the pages are read from the folder, without a server. */
    private static final class Browser implements AutoCloseable {

        private final ChromeDriver driver;

        Browser(int width, int height) {
            ChromeOptions options = new ChromeOptions();
            options.setBinary(onPath("chromium"));
            options.addArguments("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run");
            if (System.getProperty("user.name").equals("root")) {
                options.addArguments("--no-sandbox"); // Chromium refuses its sandbox to root
            }
            driver = new ChromeDriver(
                    new ChromeDriverService.Builder()
                            .usingDriverExecutable(onPath("chromedriver"))
                            .usingAnyFreePort()
                            .build(),
                    options);
            driver.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        }

        private static File onPath(String command) {
            return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(directory -> new File(directory, command))
                    .filter(File::canExecute)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            command + " is not on the PATH: apt-get install chromium chromium-driver"));
        }

        void open(String page) {
            driver.get(site.resolve(page).toUri().toString());
        }

        WebElement one(String selector) {
            return driver.findElement(By.cssSelector(selector));
        }

        /** Not below the bar, which stays at the top. */
        void click(String selector) {
            driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", one(selector));
            one(selector).click();
        }

        String background() {
            return one("body").getCssValue("background-color");
        }

        @Override
        public void close() {
            driver.quit();
        }
    }
}
