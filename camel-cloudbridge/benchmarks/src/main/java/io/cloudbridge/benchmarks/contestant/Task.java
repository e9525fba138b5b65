/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.util.HashMap;
import java.util.Map;

/** One line that a contestant is sent: the name of the work and its settings, {@code download count=1000 threads=8}. */
record Task(String name, Map<String, String> settings) {

    static Task parse(String line) {
        String[] words = line.trim().split(" ");
        Map<String, String> settings = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            settings.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return new Task(words[0], settings);
    }

    String text(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        String value = settings.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    int count() {
        return number("count", 1000);
    }

    int threads() {
        return number("threads", 1);
    }

    int size() {
        return number("size", 4096);
    }

    String prefix() {
        return text("prefix", "");
    }

    /** The same below a prefix of its own. */
    Task in(String directory) {
        Map<String, String> own = new HashMap<>(settings);
        own.put("prefix", prefix() + directory);
        return new Task(name, own);
    }

    /** The key of one of many objects, as the server names those that it makes itself. */
    String key(int number) {
        return prefix() + String.format(java.util.Locale.ROOT, "%09d", number);
    }
}
