/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

/** Who is compared. */
enum Contestant {
    /** The store's own SDK, as one would use it by hand. */
    SDK,
    /** Camel's component for this one store. */
    PEER,
    CLOUDBRIDGE
}
