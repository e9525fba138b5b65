/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

/** What a producer does; the names are those that users write. */
public enum CloudBridgeOperation {
    /** Stores the body. */
    upload,
    /** Opens an object, or writes it to a file. */
    download,
    /** Attributes of an object. */
    head,
    /** Whether an object is there. */
    exists,
    /** Objects below a prefix. */
    list,
    /** Deletes one object. */
    delete,
    /** Deletes many objects. */
    deleteAll,
    /** Deletes every object below a prefix. */
    deletePrefix,
    /** Copies an object. */
    copy,
    /** Copies an object and deletes the original once the copy is verified. */
    move,
    /** A URL that anybody may use for a while. */
    presign,
    /** Replaces metadata and content headers. */
    setMetadata,
    /** The tags of an object. */
    getTags,
    /** Replaces the tags of an object. */
    setTags,
    /** The versions of objects below a prefix. */
    listVersions,
    /** Makes a bucket. */
    createBucket,
    /** Deletes an empty bucket. */
    deleteBucket,
    /** Whether a bucket is there. */
    bucketExists,
    /** Every bucket of the account. */
    listBuckets,
    /** Drops unfinished uploads in parts. */
    abortUploads,
    /** Asks for an archived object to become readable, which takes minutes to hours. */
    restore
}
