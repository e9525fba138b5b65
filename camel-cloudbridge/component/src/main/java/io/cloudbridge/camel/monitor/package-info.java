/* SPDX-License-Identifier: Apache-2.0 */
/** Console, meters, health checks and the transfer log. Internal: not part of the public API, may change in any release. */
package io.cloudbridge.camel.monitor;
