/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.UUID;

/** The one service account of the server: its name, its RSA key, and the key file a client gets. */
final class ServiceAccount {
    final String project;
    final String email;
    final String keyId = UUID.randomUUID().toString().replace("-", "");
    private final KeyPair keys;

    ServiceAccount(String project) {
        this.project = project;
        this.email = "store@" + project + ".iam.gserviceaccount.com";
        this.keys = newKeys();
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key file, as the console would hand it out, but for the address of the token endpoint. */
    String keyFile(String tokenUri) {
        return keyFile(tokenUri, keys.getPrivate());
    }

    /** A key file of the same account with a key the server does not know: its signatures are wrong. */
    String strangersKeyFile(String tokenUri) {
        return keyFile(tokenUri, newKeys().getPrivate());
    }

    private String keyFile(String tokenUri, PrivateKey key) {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        JsonObject json = new JsonObject();
        json.addProperty("type", "service_account");
        json.addProperty("project_id", project);
        json.addProperty("private_key_id", keyId);
        json.addProperty("private_key", pem);
        json.addProperty("client_email", email);
        json.addProperty("client_id", "100000000000000000001");
        json.addProperty("token_uri", tokenUri);
        return json.toString();
    }

    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean verifies(byte[] text, byte[] signed) {
        PublicKey key = keys.getPublic();
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    boolean verifiesJwt(String jwt) {
        int dot = jwt.lastIndexOf('.');
        if (dot < 0) {
            return false;
        }
        try {
            return verifies(
                    jwt.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                    Base64.getUrlDecoder().decode(jwt.substring(dot + 1)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
