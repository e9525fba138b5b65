/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.io.File;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Names of files that come from keys and headers. */
public final class LocalPaths {

    private LocalPaths() {}

    /**
     * A text as path.
     *
     * @param what the text is, to begin an error with
     * @throws CloudBridgeException.InvalidRequest if this process cannot name such a file, with the remedy
     */
    public static Path of(String what, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw invalid(what, text, e);
        }
    }

    /** The same, below a directory. */
    public static Path resolve(Path directory, String what, String text) {
        try {
            return directory.resolve(text);
        } catch (InvalidPathException e) {
            throw invalid(what, text, e);
        }
    }

    /** The directory that the constant start of an expression names, absolute; the working directory if it names none. */
    public static Path directory(String expression) {
        String constant = Expressions.constantStart(expression);
        int end = Math.max(constant.lastIndexOf('/'), constant.lastIndexOf(File.separatorChar));
        return of("the directory of '" + expression + "'", constant.substring(0, end + 1))
                .toAbsolutePath()
                .normalize();
    }

    private static CloudBridgeException invalid(String what, String text, InvalidPathException e) {
        String encoding =
                System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
        boolean encodable = !Charset.isSupported(encoding)
                || Charset.forName(encoding).newEncoder().canEncode(text);
        String remedy = encodable
                ? e.getReason() + "; choose another name"
                : "the locale of this process (sun.jnu.encoding=" + encoding
                        + ") has no such character; start Java with LC_ALL=C.UTF-8 in its environment";
        return new CloudBridgeException.InvalidRequest(
                Failure.of(what + " is '" + text + "', which cannot be the name of a file: " + remedy), e);
    }
}
