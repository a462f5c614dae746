package dev.figleaf.proxy.upstream;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Finds out what the name of an endpoint stands for. */
public interface EndpointResolver {
  /**
   * Looks a name up, without keeping the caller waiting.
   *
   * @return all its addresses, on any thread, in the end; fails when nobody knows the name, or
   *     nobody answers
   */
  Future<List<InetAddress>> resolve(String host);
}
