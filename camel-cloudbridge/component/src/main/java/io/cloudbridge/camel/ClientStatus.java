/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.util.List;

/**
 * An open client.
 *
 * @param settings the names of its settings, without values
 * @param maxConnections connections to the store at once
 * @param users how many endpoints share it
 */
public record ClientStatus(String provider, List<String> settings, int maxConnections, int users) {}
