/* SPDX-License-Identifier: Apache-2.0 */
/**
 * OpenStack Swift as {@code provider=openstack}. Logging in to Keystone is openstack4j's model; objects go through a small client of our own on the
 * shared HTTP transport. {@link io.cloudbridge.store.openstack.OpenstackProvider} is the only public class.
 */
package io.cloudbridge.store.openstack;
