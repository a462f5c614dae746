package dev.figleaf.proxy.upstream;

/** Every way in which forwarding can fail: what the client is told, and what may follow. */
public enum ForwardError {
  /** No connection to the endpoint: refused, unreachable, name unknown, TLS not agreed. */
  CONNECT_FAILED(502, "connect-failed", Sent.NOTHING, Fault.UPSTREAM),
  /** The connection did not stand in time. */
  CONNECT_TIMEOUT(504, "connect-timeout", Sent.NOTHING, Fault.UPSTREAM),
  /** All connections are in use, and too many requests wait, or this one waited too long. */
  POOL_EXHAUSTED(503, "pool-exhausted", Sent.NOTHING, Fault.FACADE),
  /** As many requests are in flight to the upstream as may be. */
  BULKHEAD_FULL(503, "bulkhead-full", Sent.NOTHING, Fault.FACADE),
  /** So many calls to the upstream failed lately that none is made for a while. */
  BREAKER_OPEN(503, "breaker-open", Sent.NOTHING, Fault.FACADE),
  /** None of the upstream's endpoints is well. */
  NO_HEALTHY_ENDPOINT(503, "no-healthy-endpoint", Sent.NOTHING, Fault.FACADE),
  /** The route's deadline is over. */
  DEADLINE_EXCEEDED(504, "deadline-exceeded", Sent.SOMETHING, Fault.UPSTREAM),
  /** The response head did not come in time. */
  RESPONSE_TIMEOUT(504, "response-timeout", Sent.SOMETHING, Fault.UPSTREAM),
  /** The upstream closed or reset the connection before the answer was whole. */
  UPSTREAM_RESET(502, "upstream-reset", Sent.SOMETHING, Fault.UPSTREAM),
  /** The upstream answered something that is not HTTP, or that no client should see. */
  BAD_RESPONSE(502, "bad-response", Sent.SOMETHING, Fault.UPSTREAM),
  /** The upstream answered with a status that counts as its failure, and others answer instead. */
  BAD_STATUS(502, "bad-status", Sent.SOMETHING, Fault.UPSTREAM),
  /** The upstream stopped in the middle of a body. */
  UPSTREAM_IDLE(504, "upstream-idle", Sent.SOMETHING, Fault.UPSTREAM),
  /** The client stopped in the middle of a body. */
  CLIENT_IDLE(408, "client-idle", Sent.SOMETHING, Fault.CLIENT),
  /** The client sent less of its body than it must, for longer than it may. */
  BODY_TOO_SLOW(408, "body-too-slow", Sent.SOMETHING, Fault.CLIENT),
  /** The client's body cannot be told from what follows it. */
  BROKEN_BODY(400, "bad-framing", Sent.SOMETHING, Fault.CLIENT),
  /** The request body is larger than the route allows. */
  BODY_TOO_LARGE(413, "body-too-large", Sent.SOMETHING, Fault.CLIENT),
  /** The request body is of a kind that cannot be transformed: no JSON by its type, or encoded. */
  BODY_UNSUPPORTED(415, "body-unsupported", Sent.SOMETHING, Fault.CLIENT),
  /** The request body calls itself JSON and is none. */
  BODY_NOT_JSON(400, "body-not-json", Sent.SOMETHING, Fault.CLIENT),
  /** The expression over the request body failed, took too long or made too much. */
  BODY_NOT_TRANSFORMED(500, "body-not-transformed", Sent.NOTHING, Fault.FACADE),
  /** The answer to transform is larger than the route allows. */
  ANSWER_TOO_LARGE(502, "answer-too-large", Sent.SOMETHING, Fault.ANSWER),
  /** The answer to transform is no JSON, encoded, or a part of one. */
  ANSWER_NOT_JSON(502, "answer-not-json", Sent.SOMETHING, Fault.ANSWER),
  /** The expression over the answer failed, took too long or made too much. */
  ANSWER_NOT_TRANSFORMED(502, "answer-not-transformed", Sent.SOMETHING, Fault.ANSWER),
  /** All that may be held of bodies is taken. */
  NO_MEMORY(503, "no-memory", Sent.SOMETHING, Fault.FACADE),
  /** The client went away; nobody is told. */
  CLIENT_GONE(499, "client-gone", Sent.SOMETHING, Fault.CLIENT),
  /** A defect of the facade itself. */
  INTERNAL(500, "internal", Sent.SOMETHING, Fault.FACADE);

  private enum Sent {
    NOTHING,
    SOMETHING
  }

  private enum Fault {
    UPSTREAM,
    /** The upstream's, which answered; but an expression that is wrong must not take it away. */
    ANSWER,
    CLIENT,
    FACADE
  }

  private final int status;
  private final String code;
  private final Sent sent;
  private final Fault fault;

  ForwardError(int status, String code, Sent sent, Fault fault) {
    this.status = status;
    this.code = code;
    this.sent = sent;
    this.fault = fault;
  }

  /** The status that the client gets, where it can still get one. */
  public int status() {
    return status;
  }

  /** The word of documents, metrics and logs. */
  public String code() {
    return code;
  }

  /** Whether the upstream could not answer, so that others may do it in its place. */
  public boolean mayBeAnsweredElsewhere() {
    return nothingSent() || (isUpstreamsFault() && this != DEADLINE_EXCEEDED);
  }

  /** Whether the upstream cannot have seen any of the request. */
  public boolean nothingSent() {
    return sent == Sent.NOTHING;
  }

  /**
   * Whether it says something against the upstream: it was asked, and did not answer as it should.
   */
  public boolean isUpstreamsFault() {
    return fault == Fault.UPSTREAM || fault == Fault.ANSWER;
  }

  /** Whether the breaker and the ejection of endpoints count it. */
  public boolean isCounted() {
    return fault == Fault.UPSTREAM;
  }

  /** Whether it says something against the endpoint that was chosen. */
  boolean isEndpointsFault() {
    return (mayBeAnsweredElsewhere() && this != POOL_EXHAUSTED) || this == DEADLINE_EXCEEDED;
  }

  /** Whether the upstream said nothing for too long. */
  boolean isSilence() {
    return this == UPSTREAM_IDLE || this == RESPONSE_TIMEOUT;
  }
}
