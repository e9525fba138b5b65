/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database that counts the statements it executes, and can be made unreachable. */
public final class CountedDatabase {

    public final AtomicInteger statements = new AtomicInteger();
    public volatile boolean down;
    private final DataSource real;

    public CountedDatabase(DataSource real) {
        this.real = real;
    }

    public DataSource source() {
        return proxy(DataSource.class, real);
    }

    private <T> T proxy(Class<T> type, Object target) {
        InvocationHandler handler = (self, method, arguments) -> {
            if (down && !method.getName().equals("close")) {
                throw new SQLException("connection refused", "08001");
            }
            if (method.getName().startsWith("execute")) {
                statements.incrementAndGet();
            }
            Object answer;
            try {
                answer = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            return answer instanceof Connection
                    ? proxy(Connection.class, answer)
                    : answer instanceof PreparedStatement
                            ? proxy(PreparedStatement.class, answer)
                            : answer instanceof Statement ? proxy(Statement.class, answer) : answer;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
