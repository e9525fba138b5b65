/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.archive;

import io.cloudbridge.camel.CloudBridgeConsumer;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.console.DevConsole;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the page {@code /operate.html} shows and does. Put it behind the login of your application. */
@RestController
class OperateController {

    private final CamelContext camel;

    OperateController(CamelContext camel) {
        this.camel = camel;
    }

    /** An object to try again; without a key all that failed. */
    record Retry(String route, String key) {}

    /** The developer console as it is. */
    @GetMapping(path = "/operate/status", produces = MediaType.APPLICATION_JSON_VALUE)
    String status() {
        DevConsole console = PluginHelper.getDevConsoleResolver(camel).resolveDevConsole("cloudbridge");
        return ((JsonObject) console.call(DevConsole.MediaType.JSON, Map.of())).toJson();
    }

    /** Takes JSON only, which a foreign page cannot send without being asked for permission. */
    @PostMapping(path = "/operate/retry", consumes = MediaType.APPLICATION_JSON_VALUE)
    void retry(@RequestBody Retry retry) {
        Route route = camel.getRoute(retry.route());
        if (route == null || !(route.getConsumer() instanceof CloudBridgeConsumer consumer)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        if (retry.key() == null) {
            consumer.retryFailing();
        } else if (!consumer.retryFailing(retry.key())) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }
}
