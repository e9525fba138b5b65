/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import java.io.IOException;
import java.io.InputStream;

/** The files of the page. There are few, so each is a route of its own and no path of a visitor ever becomes a file name. */
enum PageFile {
    INDEX("/", "index.html", "text/html; charset=utf-8"),
    STYLE("/style.css", "style.css", "text/css; charset=utf-8"),
    APP("/app.js", "app.js", "text/javascript; charset=utf-8"),
    UPLOADS("/uploads.js", "uploads.js", "text/javascript; charset=utf-8"),
    ICON("/icon.svg", "icon.svg", "image/svg+xml");

    /** Scripts and styles are the page's own; files go to, and images come from, wherever the store is. */
    static final String SECURITY_POLICY =
            "default-src 'self'; connect-src *; img-src * blob:; media-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String path;
    private final String resource;
    private final String contentType;

    PageFile(String path, String resource, String contentType) {
        this.path = path;
        this.resource = resource;
        this.contentType = contentType;
    }

    String path() {
        return path;
    }

    String contentType() {
        return contentType;
    }

    byte[] content() throws IOException {
        try (InputStream in = PageFile.class.getResourceAsStream("/page/" + resource)) {
            return in.readAllBytes();
        }
    }
}
