/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.RouteConformance;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.ObjectNotFound;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises of routes on Adobe S3Mock, which has versions and tags. */
class S3MockRouteConformanceTest extends RouteConformance {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected Map<String, ?> settings() {
        return S3.settingsOf("s3mock");
    }

    // Aborting an upload in parts deletes the object that it would have replaced.
    @Test
    @Override
    public void aBodyThatBreaksLeavesTheOldObject() {
        Quirk.refuses(super::aBodyThatBreaksLeavesTheOldObject, ObjectNotFound.class, "code=NoSuchKey");
    }

    // A copy keeps content headers that it should replace.
    @Test
    @Override
    public void setMetadataReplacesPropertiesAndKeepsContent() {
        Quirk.differs(super::setMetadataReplacesPropertiesAndKeepsContent);
    }

    // It refuses a coded slash, which is how the SDK writes the second of two.
    @Test
    @Override
    public void anOddKeyIsItselfByEveryOperation() {
        refused(InvalidRequest.class, uri(""), "odd", "odd/ü 😀//+%2F&=#?");
    }
}
