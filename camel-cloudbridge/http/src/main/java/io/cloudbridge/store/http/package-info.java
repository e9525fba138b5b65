/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The HTTP transport that the drivers for Azure, Google Cloud Storage and Swift share, on Apache HttpClient 5. It is for drivers only;
 * applications configure it by the options of their provider.
 */
package io.cloudbridge.store.http;
