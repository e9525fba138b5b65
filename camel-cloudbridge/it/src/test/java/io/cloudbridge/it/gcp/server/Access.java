/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Who may do what: bearer tokens, the token endpoint of service accounts, public buckets, {@code signBlob}. */
final class Access {
    static final Set<String> EVERYTHING = Set.of(
            "storage.buckets.create",
            "storage.buckets.delete",
            "storage.buckets.get",
            "storage.buckets.list",
            "storage.buckets.update",
            "storage.multipartUploads.abort",
            "storage.multipartUploads.create",
            "storage.multipartUploads.list",
            "storage.objects.create",
            "storage.objects.delete",
            "storage.objects.get",
            "storage.objects.list",
            "storage.objects.update");

    private static final Set<String> READ = Set.of("storage.objects.get", "storage.objects.list");

    private record Grant(String name, Set<String> permissions, Instant expires) {}

    final ServiceAccount account;
    private final Map<String, Grant> tokens = new ConcurrentHashMap<>();
    private final Set<String> publicBuckets = ConcurrentHashMap.newKeySet();

    Access(ServiceAccount account) {
        this.account = account;
    }

    String issue(String name, Set<String> permissions, Instant expires) {
        String token = "ya29." + UUID.randomUUID().toString().replace("-", "");
        tokens.put(token, new Grant(name, permissions, expires));
        return token;
    }

    void revokeAll() {
        tokens.clear();
    }

    void makePublic(String bucket) {
        publicBuckets.add(bucket);
    }

    void require(Call call, String permission, String bucket, String key) {
        require(call, permission, bucket, key, false);
    }

    /** Lets the call pass if its token, or everybody, has the permission. */
    void require(Call call, String permission, String bucket, String key, boolean xml) {
        String authorization = call.header("Authorization");
        boolean open = bucket != null && publicBuckets.contains(bucket) && READ.contains(permission);
        String resource = key != null ? "the Google Cloud Storage object" : "the Google Cloud Storage bucket";
        String rest = " does not have " + permission + " access to " + resource + ". Permission '" + permission
                + "' denied on resource (or it may not exist).";
        if (authorization == null) {
            if (open) {
                return;
            }
            throw xml
                    ? ApiError.of(403, "forbidden", "AccessDenied", "Access denied.")
                            .withDetails("Anonymous caller" + rest)
                    : ApiError.of(401, "required", "AccessDenied", "Anonymous caller" + rest);
        }
        Grant grant = grant(authorization);
        call.caller(grant.name());
        if (!open && !grant.permissions().contains(permission)) {
            throw ApiError.of(403, "forbidden", "AccessDenied", grant.name() + rest);
        }
    }

    private Grant grant(String authorization) {
        String token = authorization.startsWith("Bearer ") ? authorization.substring(7) : "";
        Grant grant = tokens.get(token);
        if (grant == null && token.chars().filter(c -> c == '.').count() == 2 && account.verifiesJwt(token)) {
            JsonObject claims = claims(token);
            grant = new Grant(account.email, EVERYTHING, Instant.ofEpochSecond(seconds(claims, "exp")));
        }
        if (grant == null || grant.expires().isBefore(Instant.now())) {
            throw ApiError.of(401, "authError", "AuthenticationRequired", "Invalid Credentials");
        }
        return grant;
    }

    /** The OAuth 2 token endpoint, for the JWT bearer grant that service accounts use. */
    Answer token(Call call, String tokenUri) throws IOException {
        Map<String, String> form = new Call(
                        "POST", "/", new String(call.body.readAllBytes(), StandardCharsets.UTF_8), Map.of(), null)
                .query;
        if (!"urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type"))) {
            return oauthError("unsupported_grant_type", "Invalid grant_type: " + form.get("grant_type"));
        }
        String assertion = form.getOrDefault("assertion", "");
        if (!account.verifiesJwt(assertion)) {
            return oauthError("invalid_grant", "Invalid JWT Signature.");
        }
        JsonObject claims = claims(assertion);
        if (!account.email.equals(claims.get("iss").getAsString())) {
            return oauthError("invalid_grant", "Invalid grant: account not found");
        }
        long now = Instant.now().getEpochSecond();
        // the client libraries name the public token endpoint, whatever the key file says
        if (!Set.of(tokenUri, "https://oauth2.googleapis.com/token")
                        .contains(claims.get("aud").getAsString())
                || seconds(claims, "exp") <= now
                || seconds(claims, "iat") > now + 300) {
            return oauthError(
                    "invalid_grant", "Invalid JWT: Token must be a short-lived token and in a reasonable timeframe");
        }
        JsonObject json = new JsonObject();
        json.addProperty(
                "access_token", issue(account.email, EVERYTHING, Instant.now().plusSeconds(3600)));
        json.addProperty("expires_in", 3599);
        json.addProperty("token_type", "Bearer");
        return Answer.json(200, json);
    }

    /** {@code projects.serviceAccounts.signBlob} of the IAM credentials API. */
    Answer signBlob(Call call) throws IOException {
        grant(call.headers.getOrDefault("Authorization", ""));
        byte[] payload = Base64.getDecoder().decode(call.json().get("payload").getAsString());
        JsonObject json = new JsonObject();
        json.addProperty("keyId", account.keyId);
        json.addProperty("signedBlob", Base64.getEncoder().encodeToString(account.sign(payload)));
        return Answer.json(200, json);
    }

    private static long seconds(JsonObject claims, String name) {
        return claims.has(name) ? claims.get(name).getAsLong() : 0;
    }

    private static JsonObject claims(String jwt) {
        String payload = jwt.substring(jwt.indexOf('.') + 1, jwt.lastIndexOf('.'));
        try {
            return JsonParser.parseString(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (JsonSyntaxException e) {
            throw ApiError.of(401, "authError", "AuthenticationRequired", "Invalid Credentials");
        }
    }

    private static Answer oauthError(String error, String description) {
        JsonObject json = new JsonObject();
        json.addProperty("error", error);
        json.addProperty("error_description", description);
        return Answer.json(400, json);
    }
}
