package dev.figleaf.proxy.admin;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The listener for operators and their machines, apart from the traffic.
 *
 * <p>Without tokens it asks nobody who they are, and listens on a loopback address only.
 */
public final class AdminServer {

  /**
   * Where to listen.
   *
   * @param host {@code localhost} or a loopback address; with tokens any address
   * @param port the port, or 0 for any that is free
   * @param tokens that let somebody in
   * @param hosts names under which browsers reach it, beside {@code localhost} and addresses
   */
  public record Options(String host, int port, AdminTokens tokens, List<String> hosts) {
    public Options {
      hosts = List.copyOf(hosts);
    }

    /** A listener that asks for no token. */
    public Options(String host, int port) {
      this(host, port, AdminTokens.NONE, List.of());
    }
  }

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private AdminServer(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Starts to listen, on an event loop of its own where the Vert.x instance has one to spare.
   *
   * @return fails with a sentence for the operator when others reach the address and no token is
   *     asked for, or with what the listening failed of
   */
  public static Future<AdminServer> start(Vertx vertx, Options options, AdminSources sources) {
    if (options.tokens().isEmpty() && !isLoopback(options.host())) {
      return Future.failedFuture(new IllegalArgumentException(refusal(options.host())));
    }
    var verticle = new AdminVerticle(options, sources);
    return vertx
        .deployVerticle(verticle)
        .map(deployment -> new AdminServer(vertx, deployment, verticle.port()));
  }

  /** Why the listener may not be put there without tokens. */
  public static String refusal(String host) {
    return "the admin listener cannot be put on "
        + host
        + " without a token: give it admin.token, or put it on a loopback address, such as"
        + " 127.0.0.1";
  }

  /**
   * Whether only this machine reaches a listener there.
   *
   * <p>Only literals and the one name that means itself: a resolver is not asked what is safe.
   */
  public static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    try {
      return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return port;
  }

  /** Stops to listen and closes what is open. */
  public Future<Void> close() {
    return vertx.undeploy(deployment);
  }
}
