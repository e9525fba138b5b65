/* SPDX-License-Identifier: Apache-2.0 */
/** The component {@code cloudbridge:} in Spring Boot: its properties, and a main class for applications that have no other Java. */
package io.cloudbridge.camel.springboot;
