package dev.figleaf.benchmarks.peer;

import java.nio.file.Path;

/**
 * What a proxy is told: where to listen, where the backend is, and how many routes lead there.
 *
 * @param routes prefixes that all lead to the backend; with one, that is every path
 * @param revision what {@code /revision} answers, so that a reload can be seen; 0 for no such path
 * @param folder where its configuration is written
 */
public record Site(
    int routes,
    int revision,
    int port,
    int tlsPort,
    int backend,
    Path folder,
    Certificate certificate) {
  /** Where an answer is put together, of so many parts. */
  public static final String COMPOSED = "/composed";

  public static final int PARTS = 3;

  /** A certificate and its key, as PEM files. */
  public record Certificate(Path chain, Path key) {}

  public Site at(int newRevision) {
    return new Site(routes, newRevision, port, tlsPort, backend, folder, certificate);
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public String tlsUrl() {
    return "https://127.0.0.1:" + tlsPort;
  }

  /** The prefix of a route, without a slash at its end. */
  public static String prefix(int route) {
    return "/api/v1/thing" + route;
  }

  /** The prefix of the route that comes last; empty where every path is the route's. */
  public String lastPrefix() {
    return routes == 1 ? "" : prefix(routes - 1);
  }
}
