package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.CachePolicy;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardListener;
import org.jspecify.annotations.Nullable;

/** Names in an answer that is passed on what the rules of its route choose answers by. */
record VaryTelling(ForwardListener client, CachePolicy policy) implements ForwardListener {

  @Override
  public void responding(HeaderList headers) {
    policy.tellVary(headers);
    client.responding(headers);
  }

  @Override
  public boolean closesClient() {
    return client.closesClient();
  }

  @Override
  public void failed(ForwardError error, long retryAfterMillis) {
    client.failed(error, retryAfterMillis);
  }

  @Override
  public void ended(@Nullable ForwardError error, boolean closeClient) {
    client.ended(error, closeClient);
  }
}
