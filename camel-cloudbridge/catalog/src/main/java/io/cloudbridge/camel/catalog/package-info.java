/* SPDX-License-Identifier: Apache-2.0 */
/** The component in the catalog that Camel's tools read. */
package io.cloudbridge.camel.catalog;
