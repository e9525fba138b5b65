/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import org.apache.camel.builder.RouteBuilder;

/** What a program with the Python library becomes. */
class PythonAfter extends RouteBuilder {

    @Override
    public void configure() {
        // tag::routes[]
        from("direct:store").to("cloudbridge:{{inbox}}?key=reports/${header.name}.csv");

        from("direct:names")
                .to("cloudbridge:{{inbox}}?operation=list")
                .split(body())
                .log("${body.key}");

        from("direct:upload-link")
                .to("cloudbridge:{{inbox}}?operation=presign&key=reports/${header.name}.csv"
                        + "&presignMethod=PUT&presignExpiry=2h");
        // end::routes[]
    }
}
