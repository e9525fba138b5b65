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
        return isFileName(key) ? key : made(key);
    }

    /** Most keys need no change; to see it costs less than to make the name. */
    private static boolean isFileName(String key) {
        boolean dots = true;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (isForbidden(c) || c == '/' && dots) {
                return false;
            }
            dots = c == '/' || dots && c == '.';
        }
        return !dots;
    }

    private static boolean isForbidden(int c) {
        return c < ' ' || c == 0x7f || c == '\\' || c == ':';
    }

    private static String made(String key) {
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
                step.chars().forEach(c -> name.append(isForbidden(c) ? '_' : (char) c));
            }
        }
        return name.isEmpty() ? "_" : name.toString();
    }
}
