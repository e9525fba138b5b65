/* SPDX-License-Identifier: Apache-2.0 */
/** Azure Blob Storage as {@code provider=azure}. Only {@link io.cloudbridge.store.azure.AzureProvider} is public. */
package io.cloudbridge.store.azure;
