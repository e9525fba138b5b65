/* SPDX-License-Identifier: Apache-2.0 */
/**
 * OpenStack Swift: Keystone by openstack4j's model, the objects by a small client of our own on {@code java.net.http}.
 *
 * <p>{@link io.cloudbridge.store.openstack.OpenstackProvider} is the only public class. From the outside in: the store translates one call each,
 * the client adds the token and renews it, the transport moves bytes and notices when nothing moves.
 */
package io.cloudbridge.store.openstack;
