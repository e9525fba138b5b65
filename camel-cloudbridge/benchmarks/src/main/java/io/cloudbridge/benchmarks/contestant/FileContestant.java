/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Camel's file component; and, for reads, a step of a route that reads the file by hand. */
final class FileContestant extends DirectoryContestant {

    /** Whether files become visible whole, by a rename, as this project's do. */
    private boolean whole;

    private FileContestant(URI root) throws Exception {
        super(root);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:byHand").process(FileContestant.this::readFile);
                from("direct:enrich")
                        .pollEnrich()
                        // a directory of its own, since the component looks into no other
                        .simple("file:" + root.getPath() + "/" + BUCKET
                                + "/down?fileName=${file:onlyname}&noop=true&idempotent=false")
                        .convertBodyTo(byte[].class);
            }
        });
    }

    public static void main(String[] args) throws Exception {
        compete(args, FileContestant::new);
    }

    private void readFile(Exchange exchange) throws Exception {
        Path file = Path.of(root, BUCKET, exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class));
        exchange.getMessage().setBody(Files.readAllBytes(file));
    }

    @Override
    void run(Task task, Stopwatch watch) throws Exception {
        String how = task.text("how", "");
        whole = how.equals("whole");
        if (task.name().equals("download")) {
            writeFiles(task);
            Endpoint entry = camel.getEndpoint("direct:" + how);
            each(
                    task,
                    watch,
                    i -> check(
                            template.requestBodyAndHeader(entry, null, Exchange.FILE_NAME, task.key(i), byte[].class),
                            task));
        } else {
            super.run(task, watch);
        }
    }

    @Override
    String consumer(Task task) {
        return "file:" + root + "/" + BUCKET + "/" + task.prefix() + "?initialDelay=0&delete=true";
    }

    @Override
    String producer(String operation) {
        return "file:" + root + "/" + BUCKET + (whole ? "?tempPrefix=.tmp-" : "");
    }

    @Override
    String keyHeader() {
        return Exchange.FILE_NAME;
    }
}
