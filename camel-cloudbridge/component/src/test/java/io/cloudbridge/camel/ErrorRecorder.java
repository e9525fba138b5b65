/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.util.Queue;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/** Keeps the text of what it is told. */
record ErrorRecorder(Queue<String> errors) implements ExceptionHandler {

    @Override
    public void handleException(Throwable exception) {
        handleException("", null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        errors.add(message + ": " + exception);
    }
}
