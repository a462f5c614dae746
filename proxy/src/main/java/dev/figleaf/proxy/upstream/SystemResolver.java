package dev.figleaf.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Asks the operating system, as every other program on the machine does: its hosts file, its search
 * domains, its servers and its timeouts hold.
 *
 * <p>Each lookup has a virtual thread of its own. Nobody looks the same name up twice at a time, so
 * there are no more of them than names in the rules.
 */
public final class SystemResolver implements EndpointResolver {

  @Override
  public Future<List<InetAddress>> resolve(String host) {
    Promise<List<InetAddress>> answer = Promise.promise();
    Thread.ofVirtual().name("resolver").start(() -> lookUp(host, answer));
    return answer.future();
  }

  private static void lookUp(String host, Promise<List<InetAddress>> answer) {
    try {
      answer.complete(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException unknown) {
      answer.fail(unknown);
    }
  }
}
