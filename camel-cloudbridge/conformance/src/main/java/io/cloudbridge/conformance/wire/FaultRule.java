/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What {@link FaultProxy} does to the requests that match: nothing at first, then whatever the methods below add.
 *
 * <p>Applied to one request unless {@link #times} or {@link #always} says otherwise. Configure a rule before the requests that it is for are sent.
 */
public final class FaultRule {

    /** A rule that claims no request and does nothing. */
    static final FaultRule NONE = new FaultRule("NONE", Pattern.compile("")).times(0);

    /** How the connection of the client ends. */
    enum End {
        /** It goes on. */
        NONE,
        /** Before the server has seen the request. */
        BEFORE_REQUEST,
        /** Somewhere in the body of the request. */
        IN_REQUEST,
        /** After the server has done the work, before the client knows. */
        BEFORE_ANSWER,
        /** Somewhere in the body of the answer. */
        IN_ANSWER
    }

    /** An answer that the proxy gives itself. */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final String method;
    private final Pattern target;
    private int skip;
    private int every = 1;
    private int left = 1;
    private int matched;
    private Answer answer;
    private End end = End.NONE;
    private long endAfter;
    private boolean half;
    private boolean stalls;
    private Duration delay = Duration.ZERO;
    private long flippedInRequest = -1;
    private long flippedInAnswer = -1;
    private UnaryOperator<WireAnswer> change;
    private UnaryOperator<String> head;
    private int applied;

    FaultRule(String method, Pattern target) {
        this.method = method;
        this.target = target;
    }

    /** Applies to this many matching requests. */
    public synchronized FaultRule times(int count) {
        left = count;
        return this;
    }

    /** Applies to all matching requests. */
    public FaultRule always() {
        return times(Integer.MAX_VALUE);
    }

    /** Lets this many matching requests through before it applies to any. */
    public synchronized FaultRule skip(int count) {
        skip = count;
        return this;
    }

    /** Applies to each {@code n}th matching request only. */
    public synchronized FaultRule every(int n) {
        every = n;
        return this;
    }

    /** Answers instead of the server, which never sees the request. */
    public FaultRule answer(int status) {
        return answer(status, Map.of(), "");
    }

    /** Answers instead of the server, which never sees the request. */
    public synchronized FaultRule answer(int status, Map<String, String> headers, String body) {
        answer = new Answer(status, Map.copyOf(headers), body);
        return this;
    }

    /** Waits before the request is passed on, or before the proxy's own answer. */
    public synchronized FaultRule delay(Duration time) {
        delay = time;
        return this;
    }

    /** Resets the connection before the server sees the request. */
    public FaultRule drop() {
        return end(End.BEFORE_REQUEST, 0, false);
    }

    /** Resets the connection once {@code bytes} bytes of the request's body are passed on. */
    public FaultRule dropRequestAfter(long bytes) {
        return end(End.IN_REQUEST, bytes, false);
    }

    /** Lets the server do its work and resets the connection instead of answering. */
    public FaultRule dropAnswer() {
        return end(End.BEFORE_ANSWER, 0, false);
    }

    /** Closes the connection once {@code bytes} bytes of the answer's body are passed on. */
    public FaultRule cutAnswerAfter(long bytes) {
        return end(End.IN_ANSWER, bytes, false);
    }

    /** Closes the connection in the middle of the answer's body; the answer must have a {@code Content-Length}. */
    public FaultRule cutAnswerInHalf() {
        return end(End.IN_ANSWER, 0, true);
    }

    /** Passes {@code bytes} bytes of the answer's body on and then nothing more, until the client closes the connection. */
    public synchronized FaultRule stallAnswerAfter(long bytes) {
        stalls = true;
        return end(End.IN_ANSWER, bytes, false);
    }

    /** Flips a bit of the body of the request. */
    public synchronized FaultRule flipRequestBit(long position) {
        flippedInRequest = position;
        return this;
    }

    /** Flips a bit of the body of the answer. */
    public synchronized FaultRule flipAnswerBit(long position) {
        flippedInAnswer = position;
        return this;
    }

    /** Passes on what this makes of the head of the request, as a server sees it that does not know all of it. The server must check no signature. */
    public synchronized FaultRule changeRequest(UnaryOperator<String> how) {
        head = how;
        return this;
    }

    /** Lets the server do its work, and passes on what this makes of its answer, which is held in memory. */
    public synchronized FaultRule changeAnswer(UnaryOperator<WireAnswer> how) {
        change = how;
        return this;
    }

    /** How many requests this rule was applied to. */
    public synchronized int applied() {
        return applied;
    }

    private synchronized FaultRule end(End newEnd, long after, boolean inHalf) {
        end = newEnd;
        endAfter = after;
        half = inHalf;
        return this;
    }

    synchronized boolean claims(SeenRequest request) {
        if (left <= 0 || !request.matches(method, target)) {
            return false;
        }
        matched++;
        if (matched <= skip || (matched - skip) % every != 0) {
            return false;
        }
        left--;
        applied++;
        return true;
    }

    synchronized long flippedInRequest() {
        return flippedInRequest;
    }

    synchronized long flippedInAnswer() {
        return flippedInAnswer;
    }

    /** What is made of the server's answer, or null. */
    synchronized UnaryOperator<WireAnswer> change() {
        return change;
    }

    /** What the server is told in place of the head of the request. */
    synchronized String changed(String request) {
        return head == null ? request : head.apply(request);
    }

    synchronized Answer answer() {
        return answer;
    }

    synchronized End end() {
        return end;
    }

    synchronized boolean stalls() {
        return stalls;
    }

    synchronized Duration delay() {
        return delay;
    }

    /** After how many bytes of the answer's body it is cut; {@link Long#MAX_VALUE} for never. */
    synchronized long answerLimit(OptionalLong contentLength) {
        if (end != End.IN_ANSWER) {
            return Long.MAX_VALUE;
        }
        return half ? contentLength.orElse(0) / 2 : endAfter;
    }

    /** After how many bytes of the request's body the connection is dropped; {@link Long#MAX_VALUE} for never. */
    synchronized long requestLimit() {
        return end == End.IN_REQUEST ? endAfter : Long.MAX_VALUE;
    }
}
