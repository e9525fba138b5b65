/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.net.URI;

/** This project, at its defaults but for what a task says. */
final class CloudBridgeContestant extends CamelContestant {

    private final String connection;

    private CloudBridgeContestant(URI endpoint) {
        super(endpoint);
        connection = "cloudbridge:" + BUCKET + "?" + login(System.getProperty("store", "s3"), endpoint);
    }

    private static String login(String store, URI endpoint) {
        return switch (store) {
            case "s3" ->
                "provider=aws&region=us-east-1&endpoint=" + endpoint + "&accessKey=RAW(" + ACCESS_KEY
                        + ")&secretKey=RAW(" + SECRET_KEY + ")";
            case "swift" -> "provider=openstack&authToken=token&storageUrl=" + endpoint + "/v1/AUTH_bench";
            case "azure" ->
                "provider=azure&accountName=" + ACCOUNT + "&accountKey=RAW(" + SECRET_KEY + ")&endpoint=" + endpoint
                        + "/" + ACCOUNT;
            case "gcs" -> "provider=gcp&projectId=bench&endpoint=" + endpoint;
            default -> throw new IllegalArgumentException(store);
        };
    }

    public static void main(String[] args) throws Exception {
        compete(args, CloudBridgeContestant::new);
    }

    @Override
    String consumer(Task task) {
        return connection + "&initialDelay=0&prefix=" + task.prefix()
                + (task.text("keep", "false").equals("true") ? "" : "&delete=true")
                + options(task);
    }

    @Override
    String producer(String operation) {
        return connection
                + switch (operation) {
                    case "stream-up" -> "&operation=upload";
                    case "file-down" -> "&operation=download&toFile=RAW(${header.file})";
                    default -> "&operation=" + operation;
                };
    }

    @Override
    String keyHeader() {
        return CloudBridgeConstants.KEY;
    }
}
