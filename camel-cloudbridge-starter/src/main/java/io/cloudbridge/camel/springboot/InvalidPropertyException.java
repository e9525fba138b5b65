/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import java.io.Serial;

/** A property below {@code camel.component.cloudbridge} is misspelt or has a value that it cannot have. The message names it and what to do. */
public class InvalidPropertyException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String description;
    private final String action;

    InvalidPropertyException(String description, String action, Throwable cause) {
        super(description + "; " + action, cause);
        this.description = description;
        this.action = action;
    }

    /** What is wrong with which property, and where it stands. */
    public String description() {
        return description;
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
