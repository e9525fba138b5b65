/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * What visitors may do: which types and sizes they may upload, under which key, and which objects they may have links to. The server decides;
 * the page only asks. Immutable.
 */
public final class UploadRules {

    static final String PREFIX = "uploads/";

    /** Day, a random part so that nobody replaces or guesses another's file, and the name. */
    private static final Pattern KEY = Pattern.compile(PREFIX + "\\d{4}-\\d{2}-\\d{2}/[0-9a-z]{13}/[^/]+");

    private static final int NAME_BYTES = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<FileType> types;
    private final long maxSize;
    private final boolean bindType;
    private final Map<String, Object> description;

    private UploadRules(List<FileType> types, long maxSize, boolean bindType, String store) {
        this.types = types;
        this.maxSize = maxSize;
        this.bindType = bindType;
        this.description = Map.of(
                "store",
                store,
                "maxSize",
                maxSize,
                "types",
                types.stream().map(FileType::mediaType).toList(),
                "extensions",
                types.stream().map(t -> t.extensions().get(0)).toList());
    }

    static UploadRules of(CamelContext context) {
        return new UploadRules(
                FileType.parse(context.resolvePropertyPlaceholders("{{upload.types}}")),
                Long.parseLong(context.resolvePropertyPlaceholders("{{upload.max-bytes}}")),
                Boolean.parseBoolean(context.resolvePropertyPlaceholders("{{upload.bind-type}}")),
                context.resolvePropertyPlaceholders("{{camel.component.cloudbridge.connections[{{store}}].provider}}"));
    }

    /** What a visitor may not have, and why. The message is for the visitor. */
    public static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }

        /** As in HTTP. */
        public int getStatus() {
            return status;
        }
    }

    /** What the page shows of the rules. */
    Map<String, Object> describe() {
        return description;
    }

    /** Lets a file through: sets the key, and the type that the URL is bound to. */
    public void admit(UploadWish wish, Exchange exchange) throws Refusal {
        String name = wish.name() == null ? "" : wish.name();
        FileType type = types.stream()
                .filter(t -> t.mediaType().equalsIgnoreCase(wish.type()))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        415,
                        (wish.type() == null || wish.type().isBlank()
                                        ? "Files of an unknown type"
                                        : "Files of type " + printable(wish.type()))
                                + " are not accepted. These are: "
                                + types.stream()
                                        .map(t -> t.extensions().get(0).toUpperCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + "."));
        if (wish.size() < 0) {
            throw new Refusal(400, "A file has a size.");
        }
        if (wish.size() > maxSize) {
            throw new Refusal(413, "The file is too large. The limit is " + maxSize / 1_000_000 + " MB.");
        }
        exchange.getMessage().setHeader(CloudBridgeConstants.KEY, key(type.named(safe(name))));
        if (bindType) {
            exchange.getMessage().setHeader(CloudBridgeConstants.CONTENT_TYPE, type.mediaType());
        }
        exchange.setVariable("type", type.mediaType());
    }

    /** Takes header {@code key} as the key of the object, if it is one that this application has made. */
    public void findable(Exchange exchange) throws Refusal {
        String key = exchange.getMessage().getHeader("key", String.class);
        if (key == null || !KEY.matcher(key).matches()) {
            throw new Refusal(404, "There is no such file.");
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(CloudBridgeConstants.KEY, key);
    }

    private static String key(String name) {
        String random = Long.toString(RANDOM.nextLong() >>> 1, Character.MAX_RADIX);
        return PREFIX + LocalDate.now(ZoneOffset.UTC) + "/" + "0".repeat(13 - random.length()) + random + "/" + name;
    }

    /** The visitor's name for the file, without what has a meaning in a path, hides, or turns the direction of reading. */
    private static String safe(String name) {
        String plain =
                printable(Normalizer.normalize(name, Normalizer.Form.NFC)).replaceAll("[/\\\\]", "_");
        String bare = plain.replaceAll("^[.\\s]+|[.\\s]+$", "");
        StringBuilder fits = new StringBuilder();
        int bytes = 0;
        for (int character : bare.codePoints().toArray()) {
            String one = Character.toString(character);
            bytes += one.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > NAME_BYTES) {
                break;
            }
            fits.append(one);
        }
        return fits.isEmpty() ? "file" : fits.toString();
    }

    /** Without control characters, invisible formatting and half characters. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\u2028\\u2029]", "");
    }
}
