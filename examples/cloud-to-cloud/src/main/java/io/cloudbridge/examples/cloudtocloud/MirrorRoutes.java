/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cloudtocloud;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.CloudBridgeException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Lists the source and brings each object that the target does not have in this version. Nothing is kept between two runs: a copy carries the
 * version it was made of in its metadata, and that is what a run looks at. So it does not matter how the run before ended.
 */
final class MirrorRoutes extends RouteBuilder {

    private static final String SOURCE = "cloudbridge:{{source.bucket}}?connection={{source}}&operation=";
    private static final String TARGET = "cloudbridge:{{target.bucket}}?connection={{target}}&operation=";

    private final Progress progress;

    MirrorRoutes(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void configure() {
        int parallel = Integer.parseInt(getContext().resolvePropertyPlaceholders("{{mirror.parallel}}"));
        getContext()
                .getExecutorServiceManager()
                .registerThreadPoolProfile(new ThreadPoolProfileBuilder("mirror")
                        .poolSize(parallel)
                        .maxPoolSize(parallel)
                        // the listing runs ahead of the copies by this many objects and no more
                        .maxQueueSize(100)
                        .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
                        .build());

        from("direct:mirror")
                .routeId("mirror")
                .to(SOURCE + "list&listOutput=iterator&prefix={{source.prefix}}") // page by page, whatever the number
                .split(body())
                .streaming()
                .parallelProcessing()
                .executorService("mirror")
                .to("direct:object")
                .end();

        from("direct:object")
                .routeId("object")
                .onException(CloudBridgeException.ObjectNotFound.class)
                .continued(true) // the target does not have it
                .logContinued(false)
                .end()
                .onException(Exception.class)
                .handled(true) // the others go on
                .bean(progress, "failed")
                .end()
                .setVariable("object", body())
                .setHeader(CloudBridgeConstants.KEY, simple("${body.key}"))
                .to(TARGET + "head&autoCreateBucket={{target.create}}")
                .setVariable("mark", header(CloudBridgeConstants.METADATA))
                .choice()
                .when(method(new Mark(), "isCurrent"))
                .bean(progress, "unchanged")
                .otherwise()
                .to("direct:copy")
                .end();

        from("direct:copy")
                .routeId("copy")
                .onException(CloudBridgeException.ObjectNotFound.class)
                .handled(true) // deleted since it was listed
                .bean(progress, "gone")
                .end()
                .onException(Exception.class)
                .handled(true)
                .bean(progress, "failed")
                .end()
                .removeHeaders("*")
                .setHeader(CloudBridgeConstants.KEY, simple("${variable.object.key}"))
                // nothing is read yet: the upload pulls the bytes through, in parts and in constant memory
                .to(SOURCE + "download")
                // with a checksum declared, an upload that does not match it never becomes visible
                .bean(new Mark(), "checksum")
                .bean(new Mark(), "put")
                .to(TARGET + "upload")
                .bean(progress, "copied");
    }
}
