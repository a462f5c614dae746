package dev.figleaf.proxy.wire;

import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.RawUpstream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An upstream that keeps what it gets, byte for byte, and answers what a row says. */
final class StrictUpstream {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** What the facade writes of its own, in front of an untrusted client on this machine. */
  private static final Set<String> OWN =
      Set.of(
          "x-forwarded-for: 127.0.0.1",
          "x-forwarded-proto: http",
          "via: 1.1 figleaf",
          "via: 1.0 figleaf",
          "via: 2 figleaf",
          "cdn-loop: " + ProxyHarness.INSTANCE,
          "cdn-loop: other, " + ProxyHarness.INSTANCE);

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final RawUpstream upstream;
  private volatile String answer = OK;
  private volatile int ended;

  StrictUpstream(ProxyHarness proxy) {
    upstream = proxy.rawUpstream("legacy", this::serve);
  }

  RawUpstream upstream() {
    return upstream;
  }

  private void serve(RawUpstream.Connection connection) throws Exception {
    var reader = new StrictReader(connection.socket());
    while (true) {
      StrictReader.Request request = reader.next();
      boolean probe = request.target().startsWith("/-probe");
      if (!probe) {
        received.add(withoutOwn(request.raw()));
      }
      String said = probe || request.raw().startsWith("HEAD ") ? probe ? OK : head() : answer;
      boolean ends = said.endsWith("\\e");
      connection.send(ends ? said.substring(0, said.length() - 2) : said);
      if (ends) {
        return;
      }
    }
  }

  private String head() {
    return answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
  }

  /** Answers this from now on, and forgets what was. */
  void begin(String said) {
    answer = said;
    received.clear();
  }

  /** What came since then, without what the facade adds. */
  String received() {
    return String.join("", received);
  }

  private static String withoutOwn(String raw) {
    int end = raw.indexOf("\r\n\r\n");
    String host = raw.lines().filter(line -> line.startsWith("Host: ")).findFirst().orElse("");
    String head =
        raw.substring(0, end)
            .lines()
            .filter(line -> !isOwn(line, host.substring(Math.min(6, host.length()))))
            .map(
                line ->
                    line.equals("transfer-encoding: chunked") ? "Transfer-Encoding: chunked" : line)
            .collect(Collectors.joining("\r\n"));
    return head + raw.substring(end);
  }

  private static boolean isOwn(String line, String host) {
    String lower = line.toLowerCase(java.util.Locale.ROOT);
    return OWN.contains(lower)
        || lower.equals("x-forwarded-host: " + host)
        || lower.startsWith("forwarded: for=127.0.0.1;host=") && line.contains(host)
        || lower.matches("x-request-id: [0-9a-z-]+")
        || lower.matches("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
  }
}
