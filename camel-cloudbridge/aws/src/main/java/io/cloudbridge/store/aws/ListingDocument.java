/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.driver.XmlDocument;
import java.net.ProtocolException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The document that answers one ListObjectsV2. It is read here because the SDK takes twice the CPU: 6.7 µs for an entry against 3.2 µs, measured with
 * pages of 1000 from a server in the same process. Only what this driver asks for is read. Used by one thread.
 */
final class ListingDocument implements XmlDocument.Handler {

    private final ListObjectsV2Response.Builder page = ListObjectsV2Response.builder();
    private final List<String> keys = new ArrayList<>();
    private final List<S3Object.Builder> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String parent;
    private String key;
    private S3Object.Builder object;
    private final OddCharacters odd;
    private boolean encoded;

    private ListingDocument(OddCharacters odd) {
        this.odd = odd;
    }

    /** @throws IllegalArgumentException if it says that names are encoded and one is not */
    static ListObjectsV2Response read(byte[] document) {
        try {
            return read(document, null);
        } catch (ProtocolException e) {
            OddCharacters odd = new OddCharacters(document);
            try {
                return read(odd.document(), odd);
            } catch (ProtocolException again) {
                throw AwsErrors.wrongAnswer(e.getMessage(), e);
            }
        }
    }

    private static ListObjectsV2Response read(byte[] document, OddCharacters odd) throws ProtocolException {
        ListingDocument listing = new ListingDocument(odd);
        XmlDocument.read(document, listing);
        return listing.page();
    }

    @Override
    public void start(int depth, String name) {
        if (depth == 2) {
            parent = name;
            key = null;
            object = S3Object.builder();
        }
    }

    @Override
    public void end(int depth, String name, CharSequence read) {
        CharSequence text = odd == null ? read : odd.restored(read);
        if (depth == 2) {
            ofListing(name, text);
        } else if ("Contents".equals(parent)) {
            ofObject(name, text);
        } else if ("CommonPrefixes".equals(parent) && name.equals("Prefix")) {
            prefixes.add(text.toString());
        }
    }

    private void ofListing(String name, CharSequence text) {
        switch (name) {
            case "Name" -> page.name(text.toString());
            case "IsTruncated" ->
                page.isTruncated(Boolean.valueOf(text.toString().strip()));
            case "NextContinuationToken" -> page.nextContinuationToken(text.toString());
            case "EncodingType" ->
                encoded = "url".equalsIgnoreCase(text.toString().strip());
            case "Contents" -> {
                keys.add(key);
                objects.add(object);
            }
            default -> {
                // what was asked for, again
            }
        }
    }

    private void ofObject(String name, CharSequence text) {
        switch (name) {
            case "Key" -> key = text.toString();
            case "Size" -> object.size(size(text.toString()));
            case "ETag" -> object.eTag(text.toString());
            case "LastModified" ->
                object.lastModified(Instant.parse(text.toString().strip()));
            case "StorageClass" -> object.storageClass(text.toString());
            case "RestoreExpiryDate" ->
                object.restoreStatus(RestoreStatus.builder()
                        .restoreExpiryDate(Instant.parse(text.toString().strip()))
                        .build());
            default -> {
                // who owns the object, and other things that nobody asks for
            }
        }
    }

    private static Long size(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw AwsErrors.wrongAnswer("it lists an object of '" + text + "' bytes");
        }
    }

    private ListObjectsV2Response page() {
        UnaryOperator<String> plain =
                encoded ? name -> URLDecoder.decode(name, StandardCharsets.UTF_8) : UnaryOperator.identity();
        List<S3Object> contents = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            String name = keys.get(i) == null ? null : plain.apply(keys.get(i));
            contents.add(objects.get(i).key(name).build());
        }
        return page.contents(contents)
                .commonPrefixes(prefixes.stream()
                        .map(prefix -> CommonPrefix.builder()
                                .prefix(plain.apply(prefix))
                                .build())
                        .toList())
                .build();
    }
}
