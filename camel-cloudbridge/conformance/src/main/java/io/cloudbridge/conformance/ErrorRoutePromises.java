/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What goes wrong is told by class to the route, and at the start of the endpoint where that can be. */
public interface ErrorRoutePromises extends RouteFixture {

    @Test
    default void anErrorIsCaughtByItsClass() {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                onException(CloudBridgeException.ObjectNotFound.class)
                        .handled(true)
                        .setBody(constant("not found"));
                onException(CloudBridgeException.class).handled(true).setBody(constant("something else"));
                from("direct:by-class").to(uri("operation=download"));
            }
        });
        assertThat(done("direct:by-class", null, "errors/missing").getBody()).isEqualTo("not found");
        assertThat(done("direct:by-class", null, "").getBody()).isEqualTo("something else");
    }

    @Test
    default void aMissingBucketIsCaughtByItsClass() {
        String missing = unusedBucketName();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                onException(CloudBridgeException.BucketNotFound.class)
                        .handled(true)
                        .setBody(constant("no bucket"));
                from("direct:no-bucket").to(uri(missing, "operation=upload"));
            }
        });
        assertThat(done("direct:no-bucket", "x", "errors/x").getBody()).isEqualTo("no bucket");
    }

    @Test
    default void doTryCatchesWhatFails() {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:try")
                        .doTry()
                        .to(uri("operation=head"))
                        .doCatch(CloudBridgeException.ObjectNotFound.class)
                        .setBody(simple("${exception.key} ${exception.provider} ${exception.retryable}"))
                        .end();
            }
        });
        assertThat(done("direct:try", null, "errors/tried").getBody())
                .isEqualTo("errors/tried " + provider() + " false");
    }

    @Test
    default void anErrorNamesWhatItWasAbout() {
        Exchange failed = send(uri("operation=download"), null, "errors/named");
        CloudBridgeException e = failed.getException(CloudBridgeException.class);
        assertThat(e.getProvider()).isEqualTo(provider());
        assertThat(e.getBucket()).isEqualTo(bucket());
        assertThat(e.getKey()).isEqualTo("errors/named");
        assertThat(e.getHttpStatus()).isEqualTo(404);
        assertThat(e.getMessage()).contains("errors/named", bucket());
    }

    @Test
    default void aFailedOperationLeavesTheMessageAsItWas() {
        Exchange failed =
                send(uri("operation=download"), "the body", Map.of("CamelCloudBridgeKey", "errors/left", "mine", 1));
        Message message = failed.getMessage();
        assertThat(message.getBody()).isEqualTo("the body");
        assertThat(message.getHeader("mine")).isEqualTo(1);
        assertThat(message.getHeader("CamelCloudBridgeKey")).isEqualTo("errors/left");
    }

    @Test
    default void aMisspeltOptionFailsTheEndpoint() {
        assertThatThrownBy(() -> camel().getEndpoint(uri("prefxi=x")).start())
                .hasMessageContaining("prefxi")
                .hasMessageContaining("prefix");
    }

    @Test
    default void anOptionOfAnotherProviderFailsTheEndpoint() {
        String foreign = "local".equals(provider()) ? "accountName=x" : "rootDirectory=/nowhere";
        assertThatThrownBy(() -> start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:foreign").to(uri(foreign));
                    }
                }))
                .hasStackTraceContaining(foreign.substring(0, foreign.indexOf('=')))
                .hasStackTraceContaining(provider());
    }

    @Test
    default void anUnknownProviderNamesThoseThatArePresent() {
        assertThatThrownBy(() -> start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:unknown").to("cloudbridge:x?provider=nimbus");
                    }
                }))
                .hasStackTraceContaining("nimbus")
                .hasStackTraceContaining(provider());
    }

    @Test
    default void anUnknownConnectionFailsTheEndpoint() {
        assertThatThrownBy(() -> start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:unknown").to("cloudbridge:x?connection=nowhere");
                    }
                }))
                .hasStackTraceContaining("nowhere");
    }

    @Test
    default void aBucketWithASlashFailsTheEndpoint() {
        assertThatThrownBy(() -> start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:slash").to(uri(bucket() + "/folder", ""));
                    }
                }))
                .hasStackTraceContaining("folder");
    }

    @Test
    default void partsThatTheStoreCannotTakeFailTheEndpoint() {
        long most = store().capabilities().maxPartSize();
        if (most == Long.MAX_VALUE) {
            assertThatThrownBy(() -> camel().getEndpoint(uri("partSize=0")).start())
                    .hasStackTraceContaining("partSize");
            return;
        }
        assertThatThrownBy(
                        () -> camel().getEndpoint(uri("partSize=" + (most + 1))).start())
                .hasStackTraceContaining("partSize");
    }

    @Test
    default void aTemplateGoesOnWhenTheLastRouteWithItsEndpointIsRemoved() throws Exception {
        String shared = uri("operation=exists&key=errors/shared");
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:removed").routeId("removed").to(shared);
            }
        });
        assertThat(done(shared, null, Map.of()).getBody()).isEqualTo(false);
        camel().getRouteController().stopRoute("removed");
        camel().removeRoute("removed");
        assertThat(done(shared, null, Map.of()).getBody()).isEqualTo(false);
    }
}
