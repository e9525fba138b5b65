/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;

/** Work on files. */
@FunctionalInterface
interface FileAction<T> {

    T run() throws IOException;
}
