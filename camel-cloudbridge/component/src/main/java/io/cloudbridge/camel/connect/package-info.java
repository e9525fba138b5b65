/* SPDX-License-Identifier: Apache-2.0 */
/** Clients of stores, providers, and the layers of settings they are opened with. Internal: not part of the public API, may change in any release. */
package io.cloudbridge.camel.connect;
