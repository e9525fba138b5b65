/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.time.Duration;
import javax.sql.DataSource;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** What the consumer does with the objects it takes. */
@UriParams
abstract class ConsumerOptions extends SelectionOptions {

    @UriParam(label = "consumer", defaultValue = "1")
    private Integer maxConcurrency;

    @UriParam(label = "consumer", defaultValue = "stream")
    private BodyType bodyType;

    @UriParam(label = "consumer,advanced")
    private String localWorkDirectory;

    @UriParam(label = "consumer,advanced", defaultValue = "16")
    private Integer prefetch;

    @UriParam(label = "consumer,advanced", defaultValue = "65536")
    private Long prefetchMaxSize;

    @UriParam(label = "consumer", defaultValue = "false")
    private Boolean delete;

    @UriParam(label = "consumer,advanced", defaultValue = "100")
    private Integer commitBatchSize;

    @UriParam(label = "consumer,advanced", defaultValue = "1s", javaType = "java.time.Duration")
    private Duration commitInterval;

    @UriParam(label = "consumer")
    private String move;

    @UriParam(label = "consumer")
    private String moveBucket;

    @UriParam(label = "consumer")
    private String moveConnection;

    @UriParam(label = "consumer", defaultValue = "fail")
    private MoveExisting moveExisting;

    @UriParam(label = "consumer")
    private String moveFailed;

    @UriParam(label = "consumer", defaultValue = "0")
    private Integer maxFailures;

    @UriParam(label = "consumer")
    private Boolean noop;

    @UriParam(label = "consumer")
    private Boolean idempotent;

    @UriParam(label = "consumer", defaultValue = "${bucket}/${key}@${etag}")
    private String idempotentKey;

    @UriParam(label = "consumer")
    private IdempotentRepository idempotentRepository;

    @UriParam(label = "consumer,advanced", defaultValue = "true")
    private Boolean idempotentEager;

    @UriParam(label = "consumer")
    private String seenFile;

    @UriParam(label = "consumer,advanced")
    private IdempotentRepository inProgressRepository;

    @UriParam(label = "consumer")
    private DataSource claims;

    @UriParam(label = "consumer,advanced", defaultValue = "30s", javaType = "java.time.Duration")
    private Duration claimLease;

    @UriParam(label = "consumer,advanced")
    private ExceptionHandler onCompletionExceptionHandler;

    @Override
    void fillDefaults() {
        super.fillDefaults();
        maxConcurrency = maxConcurrency == null ? 1 : maxConcurrency;
        bodyType = bodyType == null ? BodyType.stream : bodyType;
        boolean opensAhead = bodyType != BodyType.file && bodyType != BodyType.none;
        prefetch = prefetch == null ? opensAhead ? 16 : 0 : prefetch;
        prefetchMaxSize = prefetchMaxSize == null ? 65536L : prefetchMaxSize;
        delete = delete == null ? false : delete;
        commitBatchSize = commitBatchSize == null ? 100 : commitBatchSize;
        commitInterval = commitInterval == null ? Duration.ofSeconds(1) : commitInterval;
        moveExisting = moveExisting == null ? MoveExisting.fail : moveExisting;
        maxFailures = maxFailures == null ? 0 : maxFailures;
        idempotentKey = idempotentKey == null ? "${bucket}/${key}@${etag}" : idempotentKey;
        // where claims are shared, an early mark would only outlive a process that dies before it has processed
        // anything
        idempotentEager = idempotentEager == null ? inProgressRepository == null && claims == null : idempotentEager;
        claimLease = claimLease == null ? Duration.ofSeconds(30) : claimLease;
    }

    public Integer getMaxConcurrency() {
        return maxConcurrency;
    }

    /** Exchanges processed at a time. With 1 the order is that of the listing. */
    public void setMaxConcurrency(Integer maxConcurrency) {
        this.maxConcurrency = maxConcurrency;
    }

    public BodyType getBodyType() {
        return bodyType;
    }

    /** What the body is: a stream that can be read again, bytes, text, a file, or none, which never asks for the content. */
    public void setBodyType(BodyType bodyType) {
        this.bodyType = bodyType;
    }

    public String getLocalWorkDirectory() {
        return localWorkDirectory;
    }

    /** Directory for the temporary files of bodyType=file. */
    public void setLocalWorkDirectory(String localWorkDirectory) {
        this.localWorkDirectory = localWorkDirectory;
    }

    public Integer getPrefetch() {
        return prefetch;
    }

    /** Objects opened ahead of processing. 0 to open each when its exchange begins. 16 by default, 0 with bodyType file or none. */
    public void setPrefetch(Integer prefetch) {
        this.prefetch = prefetch;
    }

    public Long getPrefetchMaxSize() {
        return prefetchMaxSize;
    }

    /** Largest body that is read into memory when it is opened, in bytes. A larger one is read from the store as the route reads it. */
    public void setPrefetchMaxSize(Long prefetchMaxSize) {
        this.prefetchMaxSize = prefetchMaxSize;
    }

    public Boolean getDelete() {
        return delete;
    }

    /** Whether an object is deleted after its exchange succeeded. */
    public void setDelete(Boolean delete) {
        this.delete = delete;
    }

    public Integer getCommitBatchSize() {
        return commitBatchSize;
    }

    /** The most deletes that wait for one bulk call. */
    public void setCommitBatchSize(Integer commitBatchSize) {
        this.commitBatchSize = commitBatchSize;
    }

    public Duration getCommitInterval() {
        return commitInterval;
    }

    /** How long a delete waits for a bulk call at most. */
    public void setCommitInterval(Duration commitInterval) {
        this.commitInterval = commitInterval;
    }

    public String getMove() {
        return move;
    }

    /**
     * New key of an object after its exchange succeeded, in the File language. With a trailing slash the name is
     * kept.
     */
    public void setMove(String move) {
        this.move = move;
    }

    public String getMoveBucket() {
        return moveBucket;
    }

    /** Bucket to move to; without it the same bucket. */
    public void setMoveBucket(String moveBucket) {
        this.moveBucket = moveBucket;
    }

    public String getMoveConnection() {
        return moveConnection;
    }

    /** Connection to move to, when it is another account or store. */
    public void setMoveConnection(String moveConnection) {
        this.moveConnection = moveConnection;
    }

    public MoveExisting getMoveExisting() {
        return moveExisting;
    }

    /**
     * What to do if another object lies where an object is moved to: fail, replace it, or rename to the first free of name-1.ext, name-2.ext. An
     * object that was moved there before, by a process killed between copy and delete, is recognised and not in the way. With moveFailed, fail
     * means rename, so that nothing keeps an object from being moved aside.
     */
    public void setMoveExisting(MoveExisting moveExisting) {
        this.moveExisting = moveExisting;
    }

    public String getMoveFailed() {
        return moveFailed;
    }

    /** New key, in the File language, of an object that failed maxFailures times. */
    public void setMoveFailed(String moveFailed) {
        this.moveFailed = moveFailed;
    }

    public Integer getMaxFailures() {
        return maxFailures;
    }

    /** How often an object may fail before it is moved to moveFailed or skipped. 0 to try for ever. */
    public void setMaxFailures(Integer maxFailures) {
        this.maxFailures = maxFailures;
    }

    public Boolean getNoop() {
        return noop;
    }

    /** Whether the object is left as it is. Implied when neither delete nor move is set; turns idempotent on. */
    public void setNoop(Boolean noop) {
        this.noop = noop;
    }

    public Boolean getIdempotent() {
        return idempotent;
    }

    /** Whether an object that was processed is skipped from then on. On with noop. */
    public void setIdempotent(Boolean idempotent) {
        this.idempotent = idempotent;
    }

    public String getIdempotentKey() {
        return idempotentKey;
    }

    /** What makes two objects the same. By default a rewritten object is new. */
    public void setIdempotentKey(String idempotentKey) {
        this.idempotentKey = idempotentKey;
    }

    public IdempotentRepository getIdempotentRepository() {
        return idempotentRepository;
    }

    /** Where objects that were processed are remembered; a built-in one by default. */
    public void setIdempotentRepository(IdempotentRepository idempotentRepository) {
        this.idempotentRepository = idempotentRepository;
    }

    public Boolean getIdempotentEager() {
        return idempotentEager;
    }

    /**
     * Whether an object is remembered before it is processed, and forgotten if that fails, instead of only
     * afterwards. With claims or inProgressRepository the default is false: claims keep others off, and what a
     * process that dies was processing is not taken for done.
     */
    public void setIdempotentEager(Boolean idempotentEager) {
        this.idempotentEager = idempotentEager;
    }

    public String getSeenFile() {
        return seenFile;
    }

    /** File in which the built-in repository remembers objects over a restart. */
    public void setSeenFile(String seenFile) {
        this.seenFile = seenFile;
    }

    public IdempotentRepository getInProgressRepository() {
        return inProgressRepository;
    }

    /** Where objects in progress are marked; a built-in one by default. */
    public void setInProgressRepository(IdempotentRepository inProgressRepository) {
        this.inProgressRepository = inProgressRepository;
    }

    public DataSource getClaims() {
        return claims;
    }

    /**
     * Database (PostgreSQL, MySQL, MariaDB, H2) by which several processes share a bucket: an object is processed by one of them at a time. Its table is made on
     * first use. What a process that dies was processing is taken by another.
     */
    public void setClaims(DataSource claims) {
        this.claims = claims;
    }

    public Duration getClaimLease() {
        return claimLease;
    }

    /** With claims: how long after the death of a process others take what it was processing. Longer than any pause of a process. */
    public void setClaimLease(Duration claimLease) {
        this.claimLease = claimLease;
    }

    public ExceptionHandler getOnCompletionExceptionHandler() {
        return onCompletionExceptionHandler;
    }

    /** Handles errors of finishing an object: of the delete, the move or the mark. */
    public void setOnCompletionExceptionHandler(ExceptionHandler onCompletionExceptionHandler) {
        this.onCompletionExceptionHandler = onCompletionExceptionHandler;
    }
}
