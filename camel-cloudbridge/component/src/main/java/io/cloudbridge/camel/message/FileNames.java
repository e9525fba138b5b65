/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

/** Keys as names of files. */
public final class FileNames {

    private FileNames() {}

    /**
     * A key as a relative path that stays below whatever directory it is resolved against: no leading slash, no empty, {@code .} or {@code ..}
     * step, no backslash, colon or control character. Keys that need no change are given as they are.
     */
    public static String of(String key) {
        StringBuilder name = new StringBuilder(key.length());
        for (String step : key.split("/")) {
            if (step.isEmpty() || step.equals(".")) {
                continue;
            }
            if (!name.isEmpty()) {
                name.append('/');
            }
            if (step.chars().allMatch(c -> c == '.')) {
                name.append("_".repeat(step.length()));
            } else {
                step.chars().forEach(c -> name.append(c < ' ' || c == 0x7f || c == '\\' || c == ':' ? '_' : (char) c));
            }
        }
        return name.isEmpty() ? "_" : name.toString();
    }
}
