/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Object stores in memory that cost next to nothing, so that the clients are what is measured: blocking sockets, one thread per connection, no
 * check of signatures. They count the requests of each kind and can delay each answer.
 */
package io.cloudbridge.benchmarks.server;
