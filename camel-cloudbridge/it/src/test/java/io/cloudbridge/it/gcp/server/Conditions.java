/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

/** The generation and ETag conditions of a request. */
record Conditions(
        Long generation, Long generationNot, Long metageneration, Long metagenerationNot, String etag, String etagNot) {

    static final Conditions NONE = new Conditions(null, null, null, null, null, null);

    /** Those of the JSON API: query parameters, and the ETag headers on reads. */
    static Conditions ofJson(Call call) {
        return new Conditions(
                call.number("ifGenerationMatch"),
                call.number("ifGenerationNotMatch"),
                call.number("ifMetagenerationMatch"),
                call.number("ifMetagenerationNotMatch"),
                unquote(call.header("If-Match")),
                unquote(call.header("If-None-Match")));
    }

    static Conditions ofSource(Call call) {
        return new Conditions(
                call.number("ifSourceGenerationMatch"),
                call.number("ifSourceGenerationNotMatch"),
                call.number("ifSourceMetagenerationMatch"),
                call.number("ifSourceMetagenerationNotMatch"),
                null,
                null);
    }

    /** Those of the XML API: headers. */
    static Conditions ofXml(Call call) {
        return new Conditions(
                Call.number("x-goog-if-generation-match", call.header("x-goog-if-generation-match")),
                null,
                Call.number("x-goog-if-metageneration-match", call.header("x-goog-if-metageneration-match")),
                null,
                unquote(call.header("If-Match")),
                unquote(call.header("If-None-Match")));
    }

    boolean isNone() {
        return equals(NONE);
    }

    /** A write that should not happen is 412; a read whose "not match" fails is 304. */
    void check(StoredObject object, boolean write) {
        long current = object == null ? 0 : object.generation();
        if (generation != null && generation != current) {
            throw ApiError.precondition();
        }
        if (generationNot != null && generationNot == current) {
            throw write ? ApiError.precondition() : ApiError.notModified();
        }
        if (object == null) {
            return;
        }
        if (metageneration != null && metageneration != object.metageneration()) {
            throw ApiError.precondition();
        }
        if (metagenerationNot != null && metagenerationNot == object.metageneration()) {
            throw write ? ApiError.precondition() : ApiError.notModified();
        }
    }

    /** ETag conditions are for reads only, and compare with the ETag of the API in use. */
    void checkEtag(String current) {
        if (etag != null && !etag.equals("*") && !etag.equals(current)) {
            throw ApiError.precondition();
        }
        if (etagNot != null && (etagNot.equals("*") || etagNot.equals(current))) {
            throw ApiError.notModified();
        }
    }

    private static String unquote(String text) {
        return text == null ? null : text.replaceAll("^\"|\"$", "");
    }
}
