/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A proxy that stands before a real server and breaks connections, answers itself, flips bits and changes answers, so that tests need no imitation
 * of a server.
 */
package io.cloudbridge.conformance.wire;
