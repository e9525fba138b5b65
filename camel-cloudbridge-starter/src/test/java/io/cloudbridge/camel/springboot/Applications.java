/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts real applications. */
final class Applications {

    private Applications() {}

    /** @param properties {@code name=value}; those that start with {@code .} are options of the component */
    static ConfigurableApplicationContext start(List<Class<?>> sources, String... properties) {
        List<String> arguments = new ArrayList<>();
        for (String property : properties) {
            arguments.add("--" + (property.startsWith(".") ? "camel.component.cloudbridge" : "") + property);
        }
        List<Class<?>> all = new ArrayList<>(sources);
        all.add(CloudBridgeApplication.class);
        return new SpringApplicationBuilder(all.toArray(Class<?>[]::new))
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off", "camel.main.shutdown-timeout=5")
                .run(arguments.toArray(String[]::new));
    }

    static ConfigurableApplicationContext start(String... properties) {
        return start(List.of(), properties);
    }

    static String[] local(Path directory, String... more) {
        List<String> all = new ArrayList<>(List.of(".provider=local", ".root-directory=" + directory));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
