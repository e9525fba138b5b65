/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much is done.
 *
 * @param quick few rounds with few objects, to see that all works
 * @param classPaths a directory with a file {@code name.classpath} for each contestant
 * @param own the classes of this module
 */
record Settings(boolean quick, Path classPaths, Path own) {

    int rounds() {
        return Integer.getInteger("rounds", quick ? 2 : 7);
    }

    /** Rounds before those that count, in which the JVMs compile. */
    int warmUp() {
        return Integer.getInteger("warmUp", quick ? 1 : 3);
    }

    int count(int full) {
        return Integer.getInteger("count", quick ? Math.max(100, full / 4) : full);
    }

    String classPath(String contestant) throws java.io.IOException {
        return own
                + java.io.File.pathSeparator
                + Files.readString(classPaths.resolve(contestant + ".classpath"))
                        .trim();
    }
}
