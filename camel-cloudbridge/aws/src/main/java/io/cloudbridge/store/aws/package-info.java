/* SPDX-License-Identifier: Apache-2.0 */

/** Amazon S3 and the stores that speak its protocol, as {@code provider=aws}. Only {@link io.cloudbridge.store.aws.AwsProvider} is public. */
package io.cloudbridge.store.aws;
