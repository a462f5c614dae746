package dev.figleaf.proxy.wire;

import dev.figleaf.proxy.harness.RawSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads requests as an upstream that takes nothing but what RFC 9112 allows to be sent, and says
 * so.
 */
final class StrictReader {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern LINE =
      Pattern.compile(
          TOKEN
              + " (/(?:[!$&-;=@-Z_a-z~^`|\"<>{}\\[\\]]|%(?!00)[0-9A-F]{2})*+)(\\?[!-~&&[^#\\\\]]*)? HTTP/1\\.1");
  private static final Pattern HEADER =
      Pattern.compile("(" + TOKEN + "): ([!-~\\x80-\\xff](?:[\\t ]*+[!-~\\x80-\\xff]++)*+|)");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?");
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern SIZE = Pattern.compile("0|[1-9a-f][0-9a-f]{0,7}");
  private static final Set<String> ONCE =
      Set.of("host", "content-length", "transfer-encoding", "content-type", "authorization");
  private static final Set<String> NEVER =
      Set.of(
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "content_length",
          "transfer_encoding");

  private final RawSocket socket;
  private StringBuilder raw = new StringBuilder();

  StrictReader(RawSocket socket) {
    this.socket = socket;
  }

  /** The headers of the request that was read last, in lower case, with their values. */
  record Request(String raw, String target, List<String> headers) {}

  /** The next request. */
  Request next() throws IOException {
    raw = new StringBuilder();
    String line = line();
    var matched = LINE.matcher(line);
    check(matched.matches(), "request line", line);
    List<String> headers = headers();
    check(headers.stream().filter(h -> h.startsWith("host: ")).count() == 1, "one host", line);
    body(headers);
    return new Request(raw.toString(), line.split(" ", -1)[1], headers);
  }

  private List<String> headers() throws IOException {
    var all = new ArrayList<String>();
    var names = new HashSet<String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      var matched = HEADER.matcher(line);
      check(matched.matches(), "header", line);
      String name = matched.group(1).toLowerCase(java.util.Locale.ROOT);
      String value = matched.group(2);
      check(names.add(name) || !ONCE.contains(name), "once", line);
      check(!NEVER.contains(name), "never", line);
      check(!name.equals("host") || HOST.matcher(value).matches(), "host", line);
      check(!name.equals("content-length") || LENGTH.matcher(value).matches(), "length", line);
      check(!name.equals("transfer-encoding") || value.equals("chunked"), "coding", line);
      all.add(name + ": " + value);
    }
    return all;
  }

  private void body(List<String> headers) throws IOException {
    String length = value(headers, "content-length: ");
    boolean chunked = headers.contains("transfer-encoding: chunked");
    check(length.isEmpty() || !chunked, "one framing", headers.toString());
    if (chunked) {
      chunks();
    } else if (!length.isEmpty()) {
      raw.append(new String(socket.read(Integer.parseInt(length)), StandardCharsets.ISO_8859_1));
    }
  }

  private static String value(List<String> headers, String prefix) {
    return headers.stream()
        .filter(header -> header.startsWith(prefix))
        .map(header -> header.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }

  /** Pieces may come in any number: what is kept is one chunk of all of them. */
  private void chunks() throws IOException {
    var body = new StringBuilder();
    for (int size = size(); size > 0; size = size()) {
      body.append(new String(socket.read(size), StandardCharsets.ISO_8859_1));
      String end = socket.readLine();
      check(end.isEmpty(), "end of chunk", end);
    }
    if (!body.isEmpty()) {
      raw.append(Integer.toHexString(body.length())).append("\r\n").append(body).append("\r\n");
    }
    raw.append("0\r\n");
    headers();
  }

  private int size() throws IOException {
    String line = socket.readLine();
    check(SIZE.matcher(line).matches(), "chunk size", line);
    return Integer.parseInt(line, 16);
  }

  private String line() throws IOException {
    String line = socket.readLine();
    raw.append(line).append("\r\n");
    return line;
  }

  private static void check(boolean holds, String what, String text) {
    if (!holds) {
      throw new AssertionError(
          "the upstream got what is not strictly valid, " + what + ": " + text);
    }
  }
}
