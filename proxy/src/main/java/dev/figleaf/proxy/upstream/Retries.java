package dev.figleaf.proxy.upstream;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What is true of all retries, whoever's they are. */
final class Retries {
  private static final long BASE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MOST_DIGITS = 8;

  private Retries() {}

  /**
   * Whether the connection or stream ended. Anything else came from a decoder that could not read
   * what the upstream sent.
   */
  static boolean isClosed(Throwable cause) {
    return cause instanceof HttpClosedException
        || cause instanceof StreamResetException
        || cause instanceof PrematureChannelClosureException
        || cause instanceof IOException;
  }

  /** RFC 9110 §9.2.1. */
  static boolean isSafe(HttpMethod method) {
    return method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS;
  }

  /** RFC 9110 §9.2.2. */
  static boolean isIdempotent(HttpMethod method) {
    return isSafe(method) || method == HttpMethod.PUT || method == HttpMethod.DELETE;
  }

  /** Those that say it may be better the next time. */
  static boolean isWorthAnother(int status) {
    return status >= 502 && status <= 504;
  }

  /**
   * Whether an error may be gone the next time, even on the same endpoint. A timeout is not among
   * them: it was long enough.
   */
  static boolean isWorthAnother(ForwardError error) {
    return switch (error) {
      case CONNECT_FAILED, CONNECT_TIMEOUT, UPSTREAM_RESET, BAD_STATUS -> true;
      case POOL_EXHAUSTED,
          BULKHEAD_FULL,
          BREAKER_OPEN,
          NO_HEALTHY_ENDPOINT,
          DEADLINE_EXCEEDED,
          RESPONSE_TIMEOUT,
          BAD_RESPONSE,
          UPSTREAM_IDLE,
          CLIENT_IDLE,
          BODY_TOO_SLOW,
          BROKEN_BODY,
          BODY_TOO_LARGE,
          BODY_UNSUPPORTED,
          BODY_NOT_JSON,
          BODY_NOT_TRANSFORMED,
          ANSWER_TOO_LARGE,
          ANSWER_NOT_JSON,
          ANSWER_NOT_TRANSFORMED,
          NO_MEMORY,
          CLIENT_GONE,
          INTERNAL ->
          false;
    };
  }

  /**
   * How long to wait before a retry, with full jitter, so that those who failed together do not
   * come back together.
   *
   * @param before how many retries there were
   */
  static long backoffNanos(int before, RandomGenerator random) {
    long most = Math.min(MOST_NANOS, BASE_NANOS << Math.min(before, 10));
    return random.nextLong(most + 1);
  }

  /** What {@code Retry-After} says (RFC 9110 §10.2.3), in nanoseconds; -1 where it says nothing. */
  static long afterNanos(HttpHeaders headers, Instant now) {
    String told = headers.get(HttpHeaderNames.RETRY_AFTER);
    if (told == null || told.isBlank()) {
      return Failure.UNSAID;
    }
    String text = told.strip();
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return untilDate(text, now);
    }
    return text.length() > MOST_DIGITS
        ? Long.MAX_VALUE
        : TimeUnit.SECONDS.toNanos(Long.parseLong(text));
  }

  private static long untilDate(String text, Instant now) {
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(now, at);
      return left.isNegative() ? 0 : TimeUnit.SECONDS.toNanos(left.toSeconds() + 1);
    } catch (DateTimeParseException _) {
      return Failure.UNSAID;
    }
  }
}
