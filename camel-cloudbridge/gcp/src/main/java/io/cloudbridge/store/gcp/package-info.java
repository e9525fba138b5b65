/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Google Cloud Storage as an object store: {@code provider=gcp}.
 *
 * <p>Requests go through the JSON API, large uploads without conditions through the multipart uploads of the XML API.
 */
package io.cloudbridge.store.gcp;
