/* SPDX-License-Identifier: Apache-2.0 */
/** The built-in repository of seen objects. Internal: not part of the public API, may change in any release. */
package io.cloudbridge.camel.consumer.seen;
