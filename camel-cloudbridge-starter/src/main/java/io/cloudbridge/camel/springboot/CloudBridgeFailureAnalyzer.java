/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import io.cloudbridge.store.CloudBridgeException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says in Spring Boot's own form, without a stack trace, why the application does not start. */
final class CloudBridgeFailureAnalyzer implements FailureAnalyzer {

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPropertyException invalid) {
                return new FailureAnalysis(invalid.description(), invalid.action(), invalid);
            }
            if (cause instanceof CloudBridgeException.InvalidRequest invalid) {
                // names the option and the remedy
                String[] sentences = invalid.getMessage().split("; ", 2);
                return new FailureAnalysis(sentences[0], sentences.length > 1 ? sentences[1] : null, invalid);
            }
        }
        return null;
    }
}
