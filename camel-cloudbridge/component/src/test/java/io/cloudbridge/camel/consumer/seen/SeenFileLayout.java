/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

/** How long the parts of a seen file are, in bytes. */
public final class SeenFileLayout {

    public static final int HEADER = SeenRecords.HEADER.length;

    public static final int RECORD = SeenRecords.LENGTH;

    private SeenFileLayout() {}
}
