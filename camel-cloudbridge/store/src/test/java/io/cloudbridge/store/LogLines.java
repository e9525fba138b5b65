/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a logger says, from {@link #of} to {@link #close}. */
public final class LogLines extends AbstractAppender implements AutoCloseable {

    private final String logger;
    private final List<String> text = new CopyOnWriteArrayList<>();

    private LogLines(String logger) {
        super("lines of " + logger, null, null, true, Property.EMPTY_ARRAY);
        this.logger = logger;
    }

    public static LogLines of(String logger) {
        LogLines lines = new LogLines(logger);
        lines.start();
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        // in this order: adding an appender makes the level that of the parent again
        context.getLogger(logger).addAppender(lines);
        context.getLogger(logger).setLevel(Level.INFO);
        return lines;
    }

    @Override
    public void append(LogEvent event) {
        text.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }

    /** Each line with its level before it. */
    public List<String> text() {
        return text;
    }

    @Override
    public void close() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        context.getLogger(logger).removeAppender(this);
        stop();
    }
}
