/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import com.fasterxml.jackson.core.JacksonException;
import io.cloudbridge.store.CloudBridgeException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.builder.RouteBuilder;

/**
 * The page, and the five requests it makes. No byte of a file passes here: the routes only sign what the browser then asks of the store.
 *
 * <p>What a visitor sends is taken apart first, and the headers are removed, so that nothing of it reaches the component but what
 * {@link UploadRules} has let through.
 */
final class BrowserUploadRoutes extends RouteBuilder {

    private static final String BUCKET =
            "cloudbridge:{{bucket}}?connection={{store}}&autoCreateBucket={{bucket.create}}&operation=";
    private static final String STATUS = Exchange.HTTP_RESPONSE_CODE;

    @Override
    public void configure() throws Exception {
        UploadRules rules = UploadRules.of(getContext());
        Answers answers = new Answers();

        onException(UploadRules.Refusal.class)
                .handled(true)
                .setHeader(STATUS, simple("${exception.status}"))
                .setBody(simple("${exception.message}"))
                .to("direct:refuse");
        onException(JacksonException.class, NoTypeConversionAvailableException.class)
                .handled(true)
                .setHeader(STATUS, constant(400))
                .setBody(constant("The request is not the JSON that this page sends."))
                .to("direct:refuse");
        onException(CloudBridgeException.class)
                .handled(true)
                .log(LoggingLevel.WARN, "${exception.message}") // for whoever runs it; visitors are told less
                .setHeader(STATUS, constant(502))
                .setBody(constant("The store did not do it. The server's log says why."))
                .to("direct:refuse");
        from("direct:refuse")
                .setBody(body().convertToString())
                .process(e ->
                        e.getMessage().setBody(Map.of("error", e.getMessage().getBody(String.class))))
                .to("direct:answer");

        // may this file be uploaded, and where to?
        from("platform-http:/api/uploads?httpMethodRestrict=POST")
                .routeId("sign-upload")
                .removeHeaders("*")
                .unmarshal()
                .json(UploadWish.class)
                .bean(rules, "admit")
                .to(BUCKET + "presign&presignMethod=PUT&presignExpiry={{upload.expiry}}")
                .bean(answers, "signed")
                .to("direct:answer");

        from("platform-http:/api/objects?httpMethodRestrict=GET")
                .routeId("list")
                .removeHeaders("*")
                .to(BUCKET + "list&prefix=" + UploadRules.PREFIX + "&maxResults=1000")
                .bean(answers, "listing")
                .to("direct:answer");

        // a link to give away, as JSON; and two for the page itself, which the browser follows: it never holds one that
        // is stale
        from("platform-http:/api/link?httpMethodRestrict=GET")
                .routeId("link")
                .bean(rules, "findable")
                .to(BUCKET + "presign&presignExpiry={{link.expiry}}")
                .bean(answers, "signed")
                .to("direct:answer");
        from("platform-http:/api/view?httpMethodRestrict=GET")
                .routeId("view")
                .bean(rules, "findable")
                .to(BUCKET + "presign&presignExpiry={{link.expiry}}")
                .to("direct:redirect");
        from("platform-http:/api/download?httpMethodRestrict=GET")
                .routeId("download")
                .bean(rules, "findable")
                .to(BUCKET + "presign&presignExpiry={{link.expiry}}&responseContentDisposition=attachment")
                .to("direct:redirect");
        from("direct:redirect")
                .setVariable("url", body())
                .removeHeaders("*")
                .setHeader("Location", variable("url"))
                .setHeader("Cache-Control", constant("no-store"))
                .setHeader(STATUS, constant(302))
                .setBody(constant(""));

        from("platform-http:/api/settings?httpMethodRestrict=GET")
                .routeId("settings")
                .removeHeaders("*")
                .process(e -> e.getMessage().setBody(rules.describe()))
                .to("direct:answer");

        from("direct:answer")
                .removeHeaders("CamelCloudBridge*")
                .setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                .setHeader("Cache-Control", constant("no-store"))
                .marshal()
                .json();

        for (PageFile file : PageFile.values()) {
            from("platform-http:" + file.path() + "?httpMethodRestrict=GET")
                    .routeId("page-" + file.name().toLowerCase(java.util.Locale.ROOT))
                    .removeHeaders("*")
                    .setHeader(Exchange.CONTENT_TYPE, constant(file.contentType()))
                    .setHeader("X-Content-Type-Options", constant("nosniff"))
                    .setHeader("Referrer-Policy", constant("no-referrer"))
                    .setHeader("Content-Security-Policy", constant(PageFile.SECURITY_POLICY))
                    .setHeader("Cache-Control", constant("no-cache"))
                    .setBody(constant(file.content()));
        }
    }
}
