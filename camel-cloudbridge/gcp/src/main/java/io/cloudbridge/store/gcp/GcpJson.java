/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.util.DateTime;
import com.google.api.services.storage.model.StorageObject;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The two documents of the JSON API that come for each object and each page: an object and a listing. Of each only what {@link GcpValues#FIELDS}
 * names is read. Google's parser sets fields by reflection, which costs more than the rest of a listing.
 */
final class GcpJson {

    /** The type of what is written. */
    static final String TYPE = "application/json; charset=UTF-8";

    private GcpJson() {}

    /** A page of objects; {@code kind} and {@code nextPageToken} are null where the answer does not have them. */
    record Listing(String kind, String nextPageToken, List<String> prefixes, List<StorageObject> items) {}

    private interface Reading<T> {
        T read(JsonReader json) throws IOException;
    }

    /** @throws io.cloudbridge.store.CloudBridgeException.Unavailable if it is no JSON object */
    static StorageObject object(byte[] document) {
        return whole(document, GcpJson::object);
    }

    /** @throws io.cloudbridge.store.CloudBridgeException.Unavailable if it is no JSON object */
    static Listing listing(byte[] document) {
        return whole(document, GcpJson::listing);
    }

    private static <T> T whole(byte[] document, Reading<T> reading) {
        try (JsonReader json =
                new JsonReader(new InputStreamReader(new ByteArrayInputStream(document), StandardCharsets.UTF_8))) {
            T read = reading.read(json);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw GcpErrors.wrongAnswer("something follows the document");
            }
            return read;
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw GcpErrors.wrongAnswer("it was cut, or is no JSON of this kind (" + e.getMessage() + ")");
        }
    }

    private static Listing listing(JsonReader json) throws IOException {
        String kind = null;
        String next = null;
        List<String> prefixes = new ArrayList<>();
        List<StorageObject> items = new ArrayList<>();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "kind" -> kind = text(json);
                case "nextPageToken" -> next = text(json);
                case "prefixes" -> each(json, () -> prefixes.add(json.nextString()));
                case "items" -> each(json, () -> items.add(object(json)));
                default -> json.skipValue();
            }
        }
        json.endObject();
        return new Listing(kind, next, prefixes, items);
    }

    private interface Element {
        void read() throws IOException;
    }

    private static void each(JsonReader json, Element element) throws IOException {
        if (isNull(json)) {
            return;
        }
        json.beginArray();
        while (json.hasNext()) {
            element.read();
        }
        json.endArray();
    }

    private static StorageObject object(JsonReader json) throws IOException {
        StorageObject object = new StorageObject();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (!isNull(json)) {
                field(json, name, object);
            }
        }
        json.endObject();
        return object;
    }

    private static void field(JsonReader json, String name, StorageObject object) throws IOException {
        switch (name) {
            case "bucket" -> object.setBucket(json.nextString());
            case "name" -> object.setName(json.nextString());
            case "generation" -> object.setGeneration(Long.valueOf(json.nextString()));
            case "metageneration" -> object.setMetageneration(Long.valueOf(json.nextString()));
            case "size" -> object.setSize(new BigInteger(json.nextString()));
            case "etag" -> object.setEtag(json.nextString());
            case "timeCreated" -> object.setTimeCreated(DateTime.parseRfc3339(json.nextString()));
            case "crc32c" -> object.setCrc32c(json.nextString());
            case "contentType" -> object.setContentType(json.nextString());
            case "contentEncoding" -> object.setContentEncoding(json.nextString());
            case "contentDisposition" -> object.setContentDisposition(json.nextString());
            case "contentLanguage" -> object.setContentLanguage(json.nextString());
            case "cacheControl" -> object.setCacheControl(json.nextString());
            case "storageClass" -> object.setStorageClass(json.nextString());
            case "kmsKeyName" -> object.setKmsKeyName(json.nextString());
            case "metadata" -> {
                Map<String, String> metadata = new LinkedHashMap<>();
                json.beginObject();
                while (json.hasNext()) {
                    metadata.put(json.nextName(), text(json));
                }
                json.endObject();
                object.setMetadata(metadata);
            }
            default -> json.skipValue();
        }
    }

    private static String text(JsonReader json) throws IOException {
        return isNull(json) ? null : json.nextString();
    }

    private static boolean isNull(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.NULL) {
            return false;
        }
        json.nextNull();
        return true;
    }

    /** What an upload says of its object; null is left out. */
    static byte[] write(StorageObject resource) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonWriter json = new JsonWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
            json.setSerializeNulls(false);
            json.beginObject();
            json.name("name").value(resource.getName());
            json.name("crc32c").value(resource.getCrc32c());
            json.name("contentType").value(resource.getContentType());
            json.name("contentEncoding").value(resource.getContentEncoding());
            json.name("contentDisposition").value(resource.getContentDisposition());
            json.name("contentLanguage").value(resource.getContentLanguage());
            json.name("cacheControl").value(resource.getCacheControl());
            json.name("storageClass").value(resource.getStorageClass());
            if (resource.getMetadata() != null) {
                json.name("metadata").beginObject();
                for (Map.Entry<String, String> entry : resource.getMetadata().entrySet()) {
                    json.name(entry.getKey()).value(entry.getValue());
                }
                json.endObject();
            }
            json.endObject();
        }
        return bytes.toByteArray();
    }
}
