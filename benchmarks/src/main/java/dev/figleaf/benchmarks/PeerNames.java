package dev.figleaf.benchmarks;

import dev.figleaf.benchmarks.peer.Figleaf;
import dev.figleaf.benchmarks.peer.Haproxy;
import dev.figleaf.benchmarks.peer.Nginx;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.peer.SpringCloudGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes peers of their names.
 *
 * @param figleaf what {@code figleaf} is
 * @param before what {@code figleaf-before} is, if anything
 * @param options of the JVM, for both
 */
record PeerNames(Builds builds, Path figleaf, @Nullable Path before, String options) {
  /** What {@code figleaf-before-epoll} is made of. */
  private static final Pattern FIGLEAF =
      Pattern.compile(
          "figleaf(?<before>-before)?(?:-(?<transport>epoll|io_uring|nio))?"
              + "(?:-(?<task>shadow|cache))?");

  static final String ALL =
      "nginx, nginx-mirror, haproxy, spring-cloud-gateway, figleaf and figleaf-before, these two"
          + " also with -epoll, -io_uring or -nio, and with -shadow or -cache";

  Peer peer(String name) throws IOException, InterruptedException {
    return switch (name) {
      case "nginx" -> new Nginx();
      case "nginx-mirror" -> new Nginx(name, true);
      case "haproxy" -> new Haproxy();
      case "spring-cloud-gateway" -> new SpringCloudGateway(builds.module(name));
      default -> figleaf(name);
    };
  }

  private Peer figleaf(String name) throws IOException, InterruptedException {
    var parts = FIGLEAF.matcher(name);
    if (!parts.matches()) {
      throw new WrongUse("there is no peer " + name + "; there are " + ALL);
    }
    String transport = Optional.ofNullable(parts.group("transport")).orElse("");
    var task = Figleaf.Task.of(parts.group("task"));
    if (parts.group("before") == null) {
      return new Figleaf(name, builds.figleaf(figleaf, "figleaf"), transport, task, options);
    }
    if (before == null) {
      throw new WrongUse(name + " needs --against");
    }
    Path old = builds.figleaf(before, "figleaf-before");
    return new Figleaf(name, old, transport, task, options);
  }
}
