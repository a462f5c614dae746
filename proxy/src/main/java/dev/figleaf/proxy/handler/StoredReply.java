package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.Asked;
import dev.figleaf.proxy.cache.CachePolicy;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** Answers one request with what is kept (RFC 9111 §4, §5.1). */
final class StoredReply {
  /** A body up to here is copied behind its head and leaves with it. */
  private static final int SMALL_BYTES = 32 * 1024;

  private final Forward forward;
  private final Asked asked;
  private final StoredAnswer answer;
  private final long now;

  StoredReply(Forward forward, Asked asked, StoredAnswer answer, long now) {
    this.forward = forward;
    this.asked = asked;
    this.answer = answer;
    this.now = now;
  }

  /**
   * Answers, and finishes the exchange now or when the client has taken it.
   *
   * @param code what the upstream failed with; null where it did not, or was not asked
   */
  void send(@Nullable String code) {
    Exchange exchange = forward.exchange;
    exchange.outcome().bytesOut = 0;
    boolean had = CachePolicy.isHad(asked, answer);
    HeaderList headers = headers(had);
    int status = had ? 304 : answer.status();
    if (had || isHead() || answer.body().length <= SMALL_BYTES) {
      FixedAnswers.send(exchange, status, headers, answer.body(), code);
    } else {
      new StoredBody(forward, answer.body(), code).send(status, headers);
    }
  }

  private boolean isHead() {
    return forward.client().method() == HttpMethod.HEAD;
  }

  private HeaderList headers(boolean notModified) {
    HeaderList kept = answer.headers();
    HeaderList headers = HeaderList.ofSize(kept.count() + 6);
    for (int i = 0; i < kept.count(); i++) {
      if (!notModified || !describesBody(kept.name(i))) {
        headers.add(kept.name(i), kept.value(i));
      }
    }
    headers.add(HttpHeaderNames.AGE, Long.toString(answer.age(now) / 1_000));
    forward.responding(headers);
    return headers;
  }

  /** RFC 9110 §15.4.5: of what the client has it needs no description. */
  private static boolean describesBody(CharSequence name) {
    return HttpHeaderNames.CONTENT_TYPE.contentEqualsIgnoreCase(name)
        || HttpHeaderNames.CONTENT_ENCODING.contentEqualsIgnoreCase(name)
        || HttpHeaderNames.CONTENT_LANGUAGE.contentEqualsIgnoreCase(name);
  }
}
