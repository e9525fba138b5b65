/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.driver.LogLimit;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes an object when its exchange has ended. After success: delete or move, then mark seen, then the done file. After a failure: forget, wait,
 * and after so many failures move aside or skip. It acts on what was claimed and never looks at the headers of the exchange. The claim is released
 * last, after the delete or move, and in any case. Thread-safe.
 */
final class CommitHandler {

    private static final Logger LOG = LoggerFactory.getLogger(CommitHandler.class);
    private static final int LINES_A_MINUTE = 20;

    private final String routeId;
    private final StoreClient client;
    private final Claims claims;
    private final SeenRepository seen;
    private final FailureCounts failures;
    private final DoneFiles doneFiles;
    private final DeleteBatcher deletes;
    private final MoveTarget move;
    private final MoveTarget moveFailed;
    private final int maxFailures;
    private final ExceptionHandler errors;
    private final LogLimit limit = new LogLimit(LINES_A_MINUTE);
    private final AtomicBoolean denied = new AtomicBoolean();
    private volatile Instant lastSuccess;

    /**
     * @param routeId for the log
     * @param doneFiles or null
     * @param deletes or null if objects are not deleted
     * @param errors told what fails here, when the exchange is over; null to log it
     */
    CommitHandler(
            String routeId,
            StoreClient client,
            Claims claims,
            SeenRepository seen,
            FailureCounts failures,
            DoneFiles doneFiles,
            DeleteBatcher deletes,
            MoveTargets targets,
            int maxFailures,
            ExceptionHandler errors) {
        this.routeId = routeId;
        this.client = client;
        this.claims = claims;
        this.seen = seen;
        this.failures = failures;
        this.doneFiles = doneFiles;
        this.deletes = deletes;
        this.move = targets.move();
        this.moveFailed = targets.moveFailed();
        this.maxFailures = maxFailures;
        this.errors = errors;
    }

    /** Finishes an object when its exchange ends, wherever that is handed over to. */
    Synchronization completionOf(Claim claim) {
        AtomicBoolean ended = new AtomicBoolean();
        return new Synchronization() {
            @Override
            public void onComplete(Exchange exchange) {
                if (ended.compareAndSet(false, true)) {
                    succeeded(claim, exchange);
                }
            }

            @Override
            public void onFailure(Exchange exchange) {
                if (ended.compareAndSet(false, true)) {
                    failed(claim, exchange, cause(exchange));
                }
            }

            @Override
            public String toString() {
                return "CommitHandler[" + claim.object().ref() + "]";
            }
        };
    }

    private static Throwable cause(Exchange exchange) {
        Throwable cause = exchange.getException();
        return cause != null ? cause : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    private void succeeded(Claim claim, Exchange exchange) {
        if (deletes != null) {
            deletes.add(claim.object(), failure -> committed(claim, null, failure, isChange(failure)));
        } else if (move != null) {
            move(claim);
        } else {
            committed(claim, exchange, null, false);
        }
    }

    private void move(Claim claim) {
        try {
            move.run(claim.object(), claim.moveTo());
            committed(claim, null, null, false);
        } catch (RuntimeException | Error e) {
            committed(claim, null, e, isChange(e) && isGone(claim.object()));
        }
    }

    /**
     * A processed object is where it belongs; only now it is remembered. The other way round, a process that is killed in between would leave an
     * object behind that is known as seen and never touched again.
     *
     * @param failure what kept it from getting there, or null
     * @param changed that was that the object was rewritten or deleted meanwhile
     */
    private void committed(Claim claim, Exchange exchange, Throwable failure, boolean changed) {
        try {
            if (changed) {
                LOG.debug(
                        "{} was rewritten or deleted while it was processed; it is left alone",
                        claim.object().ref());
                seen.failed(claim.seenKey());
                failures.forget(claim.object());
                removeDoneFile(claim);
            } else if (failure != null) {
                notCommitted(claim, exchange, failure);
            } else {
                seen.succeeded(claim.seenKey());
                denied.set(false);
                lastSuccess = Instant.now();
                removeDoneFile(claim);
                recovered(claim.object());
            }
        } catch (RuntimeException | Error e) {
            notCommitted(claim, exchange, e);
        } finally {
            release(claim);
        }
    }

    private void recovered(ObjectInfo object) {
        int before = failures.forget(object);
        if (before > 0) {
            warn(object.ref() + " was processed after it had failed " + before + " times");
        }
    }

    private void warn(String line) {
        String end = limit.next();
        if (end == null) {
            LOG.debug("route {}: {}", routeId, line);
        } else {
            LOG.warn("route {}: {}{}", routeId, line, end);
        }
    }

    private void removeDoneFile(Claim claim) {
        if (doneFiles != null) {
            doneFiles.succeeded(claim.key());
        }
    }

    /** The object was processed but is not where it should be: it will be emitted again, after a while. */
    private void notCommitted(Claim claim, Exchange exchange, Throwable cause) {
        int times = failures.failed(claim.object(), Objects.toString(cause, null));
        forget(claim, cause);
        String problem = "Error finishing " + claim.object().ref() + " after it was processed";
        if (errors != null) {
            errors.handleException(problem, exchange, cause);
        } else if (times == 1 && !(cause instanceof CloudBridgeException.AccessDenied && denied.getAndSet(true))) {
            warn(problem + "; it is emitted again in " + FailureCounts.wait(times) + ": " + cause);
        } else {
            LOG.debug("{} for the {}. time", problem, times, cause);
        }
    }

    /**
     * An object was not processed.
     *
     * @return false if that was because this version is gone, which is no failure
     */
    boolean failed(Claim claim, Exchange exchange, Throwable cause) {
        try {
            forget(claim, cause);
            if (claim.gone().isFound() || isAbout(claim.object(), cause) && isGone(claim.object())) {
                return !skipQuietly(claim.object());
            }
            int times = failures.failed(claim.object(), Objects.toString(cause, null));
            if (moveFailed != null && times >= Math.max(1, maxFailures)) {
                moveAside(claim, exchange, times, cause);
            } else {
                tell(claim.object(), times, cause);
            }
            return true;
        } finally {
            release(claim);
        }
    }

    /** What was not processed is not seen, and keeps its done file. */
    private void forget(Claim claim, Throwable cause) {
        try {
            seen.failed(claim.seenKey());
            if (doneFiles != null) {
                doneFiles.failed(claim.key());
            }
        } catch (RuntimeException | Error e) {
            if (cause != null && cause != e) {
                cause.addSuppressed(e);
            } else {
                LOG.warn("cannot forget that {} was seen", claim.object().ref(), e);
            }
        }
    }

    private boolean skipQuietly(ObjectInfo object) {
        if (failures.isFirstTimeGone(object)) {
            LOG.debug("{} was rewritten or deleted before it was read", object.ref());
            return true;
        }
        int times = failures.failed(object, "the store lists a version that it does not have");
        String problem = object.ref() + " is listed with ETag " + object.etag()
                + ", but the store has no such version when it is opened, so it cannot be consumed; it is tried again in "
                + FailureCounts.wait(times);
        if (times == 1) {
            warn(problem);
        } else {
            LOG.debug("{}", problem);
        }
        return false;
    }

    private void tell(ObjectInfo object, int times, Throwable cause) {
        if (maxFailures > 0 && times == maxFailures) {
            warn(object.ref() + " failed " + times
                    + " times and is skipped from now on, until it is rewritten or the route starts anew: " + cause);
        } else if (times == 1) {
            warn(object.ref() + " failed and is tried again in " + FailureCounts.wait(times) + ", later less often: "
                    + cause);
        }
    }

    private void moveAside(Claim claim, Exchange exchange, int times, Throwable cause) {
        ObjectInfo object = claim.object();
        try {
            ObjectRef target = moveFailed.target(object);
            ObjectRef moved = moveFailed.run(object, target);
            failures.forget(object);
            warn(object.ref() + " failed " + times + " times and was moved aside to " + moved + ": " + cause);
        } catch (RuntimeException | Error e) {
            if (isChange(e) && isGone(object)) {
                failures.forget(object);
            } else {
                notMovedAside(object, exchange, times, e);
            }
        }
    }

    private void notMovedAside(ObjectInfo object, Exchange exchange, int times, Throwable e) {
        String problem = object.ref() + " failed " + times + " times and could not be moved aside";
        if (errors != null) {
            errors.handleException(problem, exchange, e);
        } else if (times == Math.max(1, maxFailures)) {
            warn(problem + "; that is tried again when it has failed once more: " + e);
        }
    }

    /** When an object was last processed and is where it belongs; null if none was. */
    Instant lastSuccess() {
        return lastSuccess;
    }

    /** An object that no exchange was started for; it is as if it had not been claimed. */
    void abandon(Claim claim) {
        try {
            forget(claim, null);
        } finally {
            release(claim);
        }
    }

    private void release(Claim claim) {
        try {
            claims.release(claim.key());
        } catch (RuntimeException e) {
            LOG.warn("cannot give back the claim of {}", claim.object().ref(), e);
        }
    }

    private static boolean isChange(Throwable error) {
        return error instanceof CloudBridgeException.ObjectNotFound
                || error instanceof CloudBridgeException.PreconditionFailed;
    }

    /** Whether an error of the route may be about the consumed object. The route may use other stores, where the same names mean other objects. */
    private static boolean isAbout(ObjectInfo object, Throwable error) {
        CloudBridgeException change =
                error == null ? null : ObjectHelper.getException(CloudBridgeException.ObjectNotFound.class, error);
        if (change == null && error != null) {
            change = ObjectHelper.getException(CloudBridgeException.PreconditionFailed.class, error);
        }
        return change != null
                && object.key().equals(change.getKey())
                && object.bucket().equals(change.getBucket());
    }

    /** Asks the consumer's own store whether the version that was claimed is gone. One request, after an error that leaves it open. */
    private boolean isGone(ObjectInfo object) {
        try {
            ObjectInfo now = client.head(object.ref(), ReadOptions.NONE);
            return !object.etag().isEmpty()
                    && !now.etag().isEmpty()
                    && !now.etag().equals(object.etag());
        } catch (CloudBridgeException.ObjectNotFound e) {
            return true;
        } catch (CloudBridgeException e) {
            return false;
        }
    }
}
