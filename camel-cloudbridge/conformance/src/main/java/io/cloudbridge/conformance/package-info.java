/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The promises of CloudBridge, each a JUnit test: {@link io.cloudbridge.conformance.StoreConformance} for a provider's driver behind the engine,
 * {@link io.cloudbridge.conformance.RouteConformance} for {@code cloudbridge:} endpoints in Camel routes. A provider that passes both keeps what
 * the documentation promises its users.
 *
 * <p>To test a provider, extend both, name the provider and its settings, and run them against a real server that is started elsewhere. There
 * is one interface for each topic ({@link io.cloudbridge.conformance.KeyPromises}, {@link io.cloudbridge.conformance.ConsumerPromises}, …) and
 * one default method for each promise, so that a test of a server with a quirk overrides exactly that method.
 *
 * <p>The suites are tested too: with a fault seeded in front of a store, the promise about it has to fail.
 */
package io.cloudbridge.conformance;
