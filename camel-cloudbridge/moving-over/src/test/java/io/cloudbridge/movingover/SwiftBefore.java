/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import java.io.InputStream;
import org.apache.camel.builder.RouteBuilder;
import org.openstack4j.model.storage.object.SwiftObject;

/** Routes with openstack-swift. */
class SwiftBefore extends RouteBuilder {

    private static final String SWIFT = "openstack-swift:{{authUrl}}?username={{username}}&password=RAW({{password}})"
            + "&project={{projectId}}&domain={{userDomain}}&config=#swiftConfig";

    @Override
    public void configure() {
        // tag::store[]
        from("direct:store")
                .setHeader("containerName", constant("{{inbox}}"))
                .setHeader("objectName", simple("reports/${header.name}.csv"))
                .convertBodyTo(InputStream.class) // text, bytes and files are refused
                .to(SWIFT + "&subsystem=objects&operation=create");
        // end::store[]

        // tag::fetch[]
        from("direct:fetch")
                .setHeader("containerName", constant("{{inbox}}"))
                .setHeader("objectName", simple("reports/${header.name}.csv"))
                .to(SWIFT + "&subsystem=objects&operation=get")
                .setBody(exchange -> exchange.getMessage()
                        .getBody(SwiftObject.class)
                        .download()
                        .getInputStream());
        // end::fetch[]

        // tag::list[]
        from("direct:count")
                .setHeader("containerName", constant("{{inbox}}"))
                .to(SWIFT + "&subsystem=objects&operation=getAll")
                .setBody(simple("${body.size}"));
        // end::list[]
    }
}
