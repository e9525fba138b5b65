/* SPDX-License-Identifier: Apache-2.0 */
/** Headers, file names, bodies and expressions of messages about objects. Internal: not part of the public API, may change in any release. */
package io.cloudbridge.camel.message;
