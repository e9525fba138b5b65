/* SPDX-License-Identifier: Apache-2.0 */
/**
 * CloudBridge beside Camel's components for single stores and the stores' SDKs. {@code camel-cloudbridge/benchmarks/run} starts a server in memory
 * and every contestant in processes of their own, lets them work in turn, and prints the tables. Only requests per object, CPU time and the ratios
 * of interleaved rounds mean anything.
 */
package io.cloudbridge.benchmarks;
