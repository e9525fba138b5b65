/* SPDX-License-Identifier: Apache-2.0 */
/**
 * CloudBridge beside the component of one store and the SDK of that store, on the same server in the same run. What counts is the ratio, since the
 * machine and the server are the same for all. {@code camel-cloudbridge/benchmarks/run} starts the servers and the programs.
 */
package io.cloudbridge.benchmarks;
