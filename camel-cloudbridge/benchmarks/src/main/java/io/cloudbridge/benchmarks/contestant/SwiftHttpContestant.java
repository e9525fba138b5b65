/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** The requests of Swift with Apache HttpClient 5 and nothing else; content is checked by its MD5, as a careful program would. */
final class SwiftHttpContestant extends Contestant {

    private final String bucket;
    private final CloseableHttpClient http = HttpClients.createDefault();

    private SwiftHttpContestant(URI endpoint) {
        bucket = endpoint + "/v1/AUTH_bench/" + BUCKET + "/";
    }

    public static void main(String[] args) throws Exception {
        compete(args, SwiftHttpContestant::new);
    }

    @Override
    void run(Task task, Stopwatch watch) throws Exception {
        switch (task.name()) {
            case "download" -> each(task, watch, i -> check(download(task.key(i)), task));
            case "upload" -> {
                byte[] body = body(task);
                each(task, watch, i -> upload(task.key(i), body));
            }
            default -> throw unknown(task);
        }
    }

    private byte[] download(String key) throws IOException {
        HttpGet get = new HttpGet(bucket + key);
        get.setHeader("X-Auth-Token", "token");
        return http.execute(get, answer -> {
            byte[] content = EntityUtils.toByteArray(answer.getEntity());
            require(md5(content).equals(answer.getFirstHeader("Etag").getValue()), "not what was stored");
            return content;
        });
    }

    private void upload(String key, byte[] body) throws IOException {
        HttpPut put = new HttpPut(bucket + key);
        put.setHeader("X-Auth-Token", "token");
        put.setHeader("ETag", md5(body));
        put.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_OCTET_STREAM));
        http.execute(put, answer -> {
            require(answer.getCode() == 201, "status " + answer.getCode());
            EntityUtils.consume(answer.getEntity());
            return null;
        });
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
