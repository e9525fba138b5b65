/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

/** What the consumer's {@code move} does if another object lies where an object is to go. */
public enum MoveExisting {
    /** Leaves both where they are; the object has failed and is tried again later. */
    fail,
    /** Replaces the one that is there. */
    replace,
    /** Takes the first free name of {@code name-1.ext}, {@code name-2.ext}, … */
    rename
}
