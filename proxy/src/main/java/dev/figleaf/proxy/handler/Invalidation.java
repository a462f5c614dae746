package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.CacheKey;
import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardTap;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Throws away what is kept of an address when a request changes what is there (RFC 9111 §4.4), on
 * whatever route it comes and whatever route keeps it. Shared by all event loops.
 */
public final class Invalidation {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final Caches caches;

  public Invalidation(Caches caches) {
    this.caches = caches;
  }

  /**
   * Who listens to a request that may change something.
   *
   * @param other who listens besides, or null
   */
  public @Nullable ForwardTap tap(Errand forward, @Nullable ForwardTap other) {
    if (isSafe(forward.client()) || caches.isEmpty()) {
      return other;
    }
    return new Tap(caches, forward.key(), other);
  }

  /** Whether a request changes nothing. */
  static boolean isSafe(ClientStream client) {
    return SAFE.contains(client.method().name());
  }

  private record Tap(Caches caches, CacheKey key, @Nullable ForwardTap other)
      implements ForwardTap {

    @Override
    public void requestPiece(ByteBuf piece) {
      if (other != null) {
        other.requestPiece(piece);
      }
    }

    @Override
    public void answering(String upstream, int status, HeaderList headers) {
      if (status < 400) {
        caches.invalidate(key);
        named(headers.text(HttpHeaderNames.LOCATION));
        named(headers.text(HttpHeaderNames.CONTENT_LOCATION));
      }
      if (other != null) {
        other.answering(upstream, status, headers);
      }
    }

    /** Only of the same site: nobody else's answers are this one's to throw away. */
    private void named(@Nullable String location) {
      if (location != null) {
        String target =
            location.startsWith(key.site() + "/")
                ? location.substring(key.site().length())
                : location;
        if (target.startsWith("/") && !target.startsWith("//")) {
          int fragment = target.indexOf('#');
          caches.invalidate(
              new CacheKey(key.site(), fragment < 0 ? target : target.substring(0, fragment)));
        }
      }
    }

    @Override
    public void answerPiece(ByteBuf piece) {
      if (other != null) {
        other.answerPiece(piece);
      }
    }

    @Override
    public void answered() {
      if (other != null) {
        other.answered();
      }
    }

    @Override
    public void failed(ForwardError error) {
      if (other != null) {
        other.failed(error);
      }
    }
  }
}
