/* SPDX-License-Identifier: Apache-2.0 */
/** What is compared, each in a process of its own with the class path that its users have. */
package io.cloudbridge.benchmarks.contestant;
