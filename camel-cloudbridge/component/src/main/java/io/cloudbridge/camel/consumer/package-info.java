/* SPDX-License-Identifier: Apache-2.0 */
/** The way of an object through a consumer, from listing to commit. Internal: not part of the public API, may change in any release. */
package io.cloudbridge.camel.consumer;
