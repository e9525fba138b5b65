/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an object's way. After success: delete or move, mark seen, done file. After failure: forget; after so many, move aside or skip. It
 * acts on what was claimed and never looks at the headers of the exchange. The claim is given back in any case, and the object before that is as
 * it will be. Thread-safe.
 */
final class Finish {

    private static final Logger LOG = LoggerFactory.getLogger(Finish.class);

    private final Claims claims;
    private final Memory memory;
    private final Failures failures;
    private final DoneFile doneFile;
    private final CommitGroup deletes;
    private final Move move;
    private final Move moveFailed;
    private final int maxFailures;
    private final ExceptionHandler errors;

    /**
     * @param doneFile or null
     * @param deletes or null if objects are not deleted
     * @param moveFailed or null
     * @param errors told what fails here; the exchange is over by then
     */
    Finish(
            Claims claims,
            Memory memory,
            Failures failures,
            DoneFile doneFile,
            CommitGroup deletes,
            Destinations destinations,
            int maxFailures,
            ExceptionHandler errors) {
        this.claims = claims;
        this.memory = memory;
        this.failures = failures;
        this.doneFile = doneFile;
        this.deletes = deletes;
        this.move = destinations.move();
        this.moveFailed = destinations.moveFailed();
        this.maxFailures = maxFailures;
        this.errors = errors;
    }

    /** Finishes an object when its exchange ends, wherever that is handed over to. */
    Synchronization of(Claimed claimed) {
        AtomicBoolean ended = new AtomicBoolean();
        return new Synchronization() {
            @Override
            public void onComplete(Exchange exchange) {
                if (ended.compareAndSet(false, true)) {
                    succeeded(claimed, exchange);
                }
            }

            @Override
            public void onFailure(Exchange exchange) {
                if (ended.compareAndSet(false, true)) {
                    failed(claimed, exchange, cause(exchange));
                }
            }

            @Override
            public String toString() {
                return "Finish[" + claimed.object().ref() + "]";
            }
        };
    }

    private static Throwable cause(Exchange exchange) {
        Throwable cause = exchange.getException();
        return cause != null ? cause : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    private void succeeded(Claimed claimed, Exchange exchange) {
        if (deletes != null) {
            deletes.add(claimed.object(), failure -> placed(claimed, null, failure));
            return;
        }
        Exception failure = null;
        try {
            if (move != null) {
                move.run(claimed.object(), claimed.moveTo());
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        placed(claimed, exchange, failure);
    }

    /**
     * A processed object is where it belongs, on whatever thread that comes; only now it is remembered. The other way round, what is killed in
     * between would leave an object behind that is known as seen and never touched again.
     *
     * @param failure what kept it from getting there, or null
     */
    private void placed(Claimed claimed, Exchange exchange, Exception failure) {
        try {
            if (hasChanged(claimed.object(), failure)) {
                LOG.debug(
                        "{} was rewritten or removed while it was processed; it is left alone",
                        claimed.object().ref());
                memory.failed(claimed.seenKey());
            } else if (failure != null) {
                throw failure;
            } else {
                memory.succeeded(claimed.seenKey());
            }
            failures.forget(claimed.object());
            removeDoneFile(claimed, exchange);
        } catch (Exception e) {
            unfinished(claimed, exchange, e);
        }
        giveBack(claimed);
    }

    private void removeDoneFile(Claimed claimed, Exchange exchange) {
        try {
            if (doneFile != null) {
                doneFile.succeeded(claimed.key());
            }
        } catch (RuntimeException e) {
            errors.handleException(
                    "Error removing the done file of " + claimed.object().ref(), exchange, e);
        }
    }

    /** The object was processed but is not where it should be: it will be emitted again. */
    private void unfinished(Claimed claimed, Exchange exchange, Exception cause) {
        failures.failed(claimed.object());
        try {
            memory.failed(claimed.seenKey());
            if (doneFile != null) {
                doneFile.failed(claimed.key());
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        errors.handleException(
                "Error finishing " + claimed.object().ref() + " after it was processed", exchange, cause);
    }

    /** An object was not processed. */
    void failed(Claimed claimed, Exchange exchange, Throwable cause) {
        try {
            memory.failed(claimed.seenKey());
            if (doneFile != null) {
                doneFile.failed(claimed.key());
            }
            if (hasChanged(claimed.object(), cause)) {
                LOG.debug(
                        "{} was rewritten or removed before it was read",
                        claimed.object().ref());
                failures.forget(claimed.object());
            } else {
                count(claimed.object(), failures.failed(claimed.object()));
            }
        } catch (Exception e) {
            errors.handleException("Error finishing " + claimed.object().ref() + " after it failed", exchange, e);
        } finally {
            giveBack(claimed);
        }
    }

    private void count(ObjectInfo object, int times) {
        if (moveFailed != null && times >= Math.max(1, maxFailures)) {
            moveFailed.run(object, moveFailed.target(object));
            failures.forget(object);
            LOG.warn("{} failed {} times and was moved aside", object.ref(), times);
        } else if (maxFailures > 0 && times == maxFailures) {
            LOG.warn(
                    "{} failed {} times and is skipped from now on, until it is rewritten or the route starts anew",
                    object.ref(),
                    times);
        }
    }

    /** An object that no exchange was started for; it is as if it had not been claimed. */
    void abandon(Claimed claimed) {
        try {
            memory.failed(claimed.seenKey());
            if (doneFile != null) {
                doneFile.failed(claimed.key());
            }
        } catch (RuntimeException e) {
            errors.handleException("Error giving back " + claimed.object().ref(), null, e);
        } finally {
            giveBack(claimed);
        }
    }

    private void giveBack(Claimed claimed) {
        try {
            claims.release(claimed.key());
        } catch (RuntimeException e) {
            errors.handleException("Error giving back " + claimed.object().ref(), null, e);
        }
    }

    /** Whether an error says that just this object is gone or another version now. */
    static boolean hasChanged(ObjectInfo object, Throwable error) {
        return error != null
                && (isAbout(object, ObjectHelper.getException(CloudBridgeException.ObjectNotFound.class, error))
                        || isAbout(
                                object,
                                ObjectHelper.getException(CloudBridgeException.PreconditionFailed.class, error)));
    }

    private static boolean isAbout(ObjectInfo object, CloudBridgeException error) {
        return error != null
                && object.key().equals(error.getKey())
                && object.bucket().equals(error.getBucket());
    }
}
