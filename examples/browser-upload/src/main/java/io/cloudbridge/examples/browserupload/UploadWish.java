/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

/**
 * What the page wants to upload. All of it is the visitor's word.
 *
 * @param name of the file on the visitor's machine
 * @param type its media type, as the browser knows it; may be empty
 * @param size in bytes
 */
record UploadWish(String name, String type, long size) {}
