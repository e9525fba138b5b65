/* SPDX-License-Identifier: Apache-2.0 */
/** Transformers between messages about objects. Internal: not part of the public API, may change in any release. */
package io.cloudbridge.camel.event;
