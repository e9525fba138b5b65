/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The page, as a visitor meets it. */
final class Page {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Drops files as a visitor does: the browser makes them of what it is given, and the page hears the events that it always hears. */
    private static final String DROP = """
            const [files] = arguments;
            const transfer = new DataTransfer();
            for (const [name, type, text] of files) {
              transfer.items.add(new File([text], name, { type }));
            }
            const target = document.getElementById("drop");
            for (const event of ["dragenter", "dragover", "drop"]) {
              target.dispatchEvent(new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }""";

    private final ChromeDriver driver;

    private Page(ChromeDriver driver) {
        this.driver = driver;
    }

    static Page open(ChromeDriver driver, App app) {
        driver.get(app.origin() + "/");
        Page page = new Page(driver);
        page.waitFor(() -> page.text("#rules").contains("up to"));
        return page;
    }

    /** Chooses files in the browser's own dialog. */
    void choose(Path... files) {
        driver.findElement(By.id("files"))
                .sendKeys(Arrays.stream(files)
                        .map(f -> f.toAbsolutePath().toString())
                        .collect(Collectors.joining("\n")));
    }

    /** @param files name, type and text of each */
    void drop(List<List<String>> files) {
        driver.executeScript(DROP, files);
    }

    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** The names in the list of what is stored, the newest first. */
    List<String> stored() {
        return strings("return [...document.querySelectorAll('.stored .name')].map(e => e.textContent)");
    }

    WebElement card(String name) {
        return all(".stored").stream()
                .filter(card -> card.findElement(By.className("name")).getText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<String> strings(String script) {
        return ((List<?>) driver.executeScript(script))
                .stream().map(Object::toString).toList();
    }

    boolean is(String script) {
        return Boolean.TRUE.equals(driver.executeScript("return " + script));
    }

    void waitFor(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(
                        WebDriverException.class) // what is looked for is not there yet, or no longer
                .until(condition);
    }
}
