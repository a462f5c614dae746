package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept. Nobody changes its headers or its body; safe to share.
 *
 * @param upstream whose answer it is
 * @param headers as a client got them, without Age, Content-Length and what is one client's alone
 */
public record StoredAnswer(
    String upstream,
    int status,
    HeaderList headers,
    byte[] body,
    Selection selection,
    Terms terms) {
  /** What an answer takes of the heap beside its text, as it was weighed there. */
  private static final int OVERHEAD = 512;

  /** The same of a header: two strings, and where they are listed. */
  private static final int OVERHEAD_OF_HEADER = 96;

  /** The same, with a body. */
  StoredAnswer with(byte[] whole) {
    return new StoredAnswer(upstream, status, headers, whole, selection, terms);
  }

  /** The same, with other headers. */
  StoredAnswer with(HeaderList others) {
    return new StoredAnswer(upstream, status, others, body, selection, terms);
  }

  /** In milliseconds. */
  public long age(long now) {
    return terms.age(now);
  }

  /** How long it is still fresh, in milliseconds; below zero when it is stale. */
  public long left(long now) {
    return -terms.staleness(now);
  }

  /** Whether it may be given where the upstream fails. */
  public boolean standsInForError(long now) {
    return !terms.everAsked() && terms.staleness(now) < terms.staleIfError();
  }

  @Nullable String etag() {
    return headers.text(HttpHeaderNames.ETAG);
  }

  @Nullable String lastModified() {
    return headers.text(HttpHeaderNames.LAST_MODIFIED);
  }

  /** Whether the upstream can be asked if it is still good (RFC 9110 §8.8). */
  public boolean hasValidator() {
    return headers.contains(HttpHeaderNames.ETAG)
        || headers.contains(HttpHeaderNames.LAST_MODIFIED);
  }

  /** The bytes that it takes, about. */
  int weight() {
    int weight = OVERHEAD + body.length;
    for (int i = 0; i < headers.count(); i++) {
      weight += headers.name(i).length() + headers.value(i).length() + OVERHEAD_OF_HEADER;
    }
    for (String value : selection.values()) {
      weight += value.length() + OVERHEAD_OF_HEADER;
    }
    return weight;
  }
}
