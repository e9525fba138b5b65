/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.filedrop;

import org.apache.camel.builder.RouteBuilder;

/** The twin of routes/file-drop.yaml and file-drop.xml in Java. */
final class FileDropRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("file:{{drop.directory}}?recursive=true&delete=true&readLock=changed&readLockMinLength=0"
                        + "&readLockCheckInterval=200&delay=200")
                .routeId("store-dropped-files")
                .to("cloudbridge:inbox?autoCreateBucket=true")
                .log("stored ${header.CamelCloudBridgeProducedKey} (${header.CamelFileLength} bytes)");

        from("cloudbridge:inbox?seenFile={{report.directory}}/seen&autoCreateBucket=true&bodyType=none&delay=500")
                .routeId("report-new-objects")
                .setVariable("key", simple("${header.CamelCloudBridgeKey}"))
                .setVariable("size", simple("${header.CamelCloudBridgeContentLength}"))
                .to("cloudbridge:inbox?operation=presign&presignExpiry=1h")
                .setBody(simple("${variable.size}\t${variable.key}\t${body}"))
                .to("file:{{report.directory}}?fileName=arrived.tsv&fileExist=Append&appendChars=\\n&charset=UTF-8")
                .log("new object ${variable.key} (${variable.size} bytes)");

        from("timer:inventory?period=2000")
                .routeId("inventory")
                .to("cloudbridge:inbox?operation=list&autoCreateBucket=true")
                .bean("inventory")
                .to("file:{{report.directory}}?fileName=inventory.txt&charset=UTF-8");
    }
}
