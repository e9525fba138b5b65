/* SPDX-License-Identifier: Apache-2.0 */
/** What a producer does for a message: one class for each group of operations. Internal: not part of the public API, may change in any release. */
package io.cloudbridge.camel.producer;
