/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

/** What the body of a consumed message is; the names are those that users write. */
public enum BodyType {
    /** An {@link ObjectBody}: a stream that can be read again, opened before the exchange begins. */
    stream,
    /** A {@code byte[]}. */
    bytes,
    /** A {@code String}, in the charset of the content type, else of the exchange. */
    string,
    /** A {@code java.io.File} below {@code localWorkDirectory}, removed when the exchange ends. */
    file,
    /** No body; the content is never asked for. */
    none
}
