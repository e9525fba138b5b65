/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * A main class for applications that are routes in YAML or XML and properties: name it in the POM as {@code start-class}. An application with
 * Java of its own has its own main class, and this one is of no effect there.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class CloudBridgeApplication {

    /** Starts the application; runs until Camel ends. */
    public static void main(String[] args) {
        SpringApplication.run(CloudBridgeApplication.class, args);
    }
}
