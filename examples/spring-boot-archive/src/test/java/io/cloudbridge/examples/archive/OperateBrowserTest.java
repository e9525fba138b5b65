/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.springboot.CloudBridgeApplication;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Year;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The live page in Chromium, which {@code ./test} installs. The picture of the documentation is made here too. */
class OperateBrowserTest {

    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String YEAR = Year.now().toString();
    private static final String MARKUP = "<img src=x onerror=document.title='run'>.txt";

    @TempDir
    private Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch readOn = new CountDownLatch(1);
    private ConfigurableApplicationContext application;
    private ChromeDriver chromium;

    @BeforeEach
    void start() throws Exception {
        application = SpringApplication.run(
                CloudBridgeApplication.class,
                "--server.port=0",
                "--camel.component.cloudbridge.root-directory=" + directory);
        chromium = chromium();
    }

    @AfterEach
    void stop() {
        readOn.countDown();
        if (chromium != null) {
            chromium.quit();
        }
        application.close();
        threads.shutdownNow();
    }

    private static ChromeDriver chromium() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(onPath("chromium").toFile());
        options.addArguments("--headless=new", "--hide-scrollbars", "--disable-gpu", "--disable-dev-shm-usage");
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox"); // Chromium refuses its sandbox to root, as which containers run tests
        }
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(onPath("chromedriver").toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    private static Path onPath(String command) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, command))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(command
                        + " is not on the PATH; apt-get install --no-install-recommends chromium chromium-driver"));
    }

    private void size(int width, int height) {
        chromium.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", false));
    }

    private void screenshot(String name) throws Exception {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name), chromium.getScreenshotAs(OutputType.BYTES));
        assertThat(is("document.documentElement.scrollWidth <= innerWidth"))
                .as(name)
                .isTrue();
    }

    private boolean is(String script) {
        return Boolean.TRUE.equals(chromium.executeScript("return " + script));
    }

    private static void waitFor(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30))
                // what is looked for is not there yet, or no longer
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(condition);
    }

    private void put(String bucket, String key, String content) throws Exception {
        Path file = directory.resolve(bucket).resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** An object of which half was read, and then nobody reads on. */
    private void readHalf() throws Exception {
        Files.createDirectories(directory.resolve("films"));
        Files.write(directory.resolve("films/Panorama.mkv"), new byte[40_000_000]);
        CamelContext camel = application.getBean(CamelContext.class);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:half")
                        .to("cloudbridge:films?operation=download&key=Panorama.mkv")
                        .process(exchange -> {
                            InputStream body = exchange.getMessage().getBody(InputStream.class);
                            body.readNBytes(24_000_000);
                            readOn.await(60, TimeUnit.SECONDS);
                        });
            }
        });
        threads.execute(() -> camel.createProducerTemplate().sendBody("direct:half", null));
    }

    @Test
    void anOperatorSeesWhatMovesAndWhatFailsAndTriesItAgain() throws Exception {
        // the archive has another object of that name, which the move does not replace
        put("archive", YEAR + "/report.csv", "of the year before");
        put("archive", YEAR + "/" + MARKUP, "another");
        put("inbox", "report.csv", "new");
        put("inbox", MARKUP, "new");
        readHalf();
        size(1280, 660);
        chromium.get(
                "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/operate.html");
        waitFor(() -> chromium.findElements(By.className("failure")).size() == 2);
        waitFor(() -> is("document.querySelector('.transfer progress').position > 0.5"));
        String page = chromium.findElement(By.tagName("main")).getText();
        assertThat(page)
                .contains("films/Panorama.mkv", "22.9 MiB of 38.1 MiB", "archive: local inbox", "polls succeed")
                .contains("report.csv", "archive/" + YEAR + "/report.csv", MARKUP);
        assertThat(is("document.querySelectorAll('img').length === 0"))
                .as("keys are text")
                .isTrue();
        assertThat(chromium.getTitle()).isEqualTo("Object stores");

        Files.delete(directory.resolve("archive/" + YEAR + "/" + MARKUP));
        retry(MARKUP);
        waitFor(() -> chromium.findElements(By.className("failure")).size() == 1);
        screenshot("operate.png");
        size(390, 844);
        screenshot("operate-phone.png");

        Files.delete(directory.resolve("archive/" + YEAR + "/report.csv"));
        retry("report.csv");
        Path moved = directory.resolve("archive/" + YEAR + "/report.csv");
        // an object that is to be tried again fails no more, before it has been tried
        waitFor(() -> Files.exists(moved));
        assertThat(moved).content(StandardCharsets.UTF_8).isEqualTo("new");
        waitFor(() -> chromium.findElements(By.className("failure")).isEmpty());
        readOn.countDown();
        waitFor(() -> chromium.findElements(By.className("transfer")).isEmpty());

        application.close();
        waitFor(() -> chromium.findElement(By.id("state")).getText().contains("no answer"));
    }

    private void retry(String key) {
        waitFor(() -> {
            chromium.findElement(By.xpath("//button[@aria-label=\"Try " + key + " again\"]"))
                    .click();
            return true;
        });
    }
}
