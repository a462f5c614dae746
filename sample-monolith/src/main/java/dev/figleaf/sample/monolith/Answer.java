package dev.figleaf.sample.monolith;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A whole answer, before conditions, ranges and compression. Immutable. */
record Answer(int status, Buffer body, List<Header> headers) {

  /** One header field; a name may come more than once. */
  record Header(String name, String value) {}

  Answer {
    headers = List.copyOf(headers);
  }

  static Answer of(int status, String type, Buffer body) {
    return new Answer(status, body, List.of(new Header("Content-Type", type)));
  }

  static Answer html(int status, Html page) {
    return of(status, "text/html; charset=UTF-8", Buffer.buffer(page.markup()))
        .with("Content-Security-Policy", "default-src 'self'")
        .with("X-Content-Type-Options", "nosniff");
  }

  static Answer json(int status, Object value) {
    return of(status, "application/json;charset=UTF-8", Json.write(value));
  }

  /** An answer without content that sends the client to an absolute URL. */
  static Answer redirect(int status, String location) {
    return new Answer(status, Buffer.buffer(), List.of(new Header("Location", location)));
  }

  Answer with(String name, String value) {
    var more = Stream.concat(headers.stream(), Stream.of(new Header(name, value))).toList();
    return new Answer(status, body, more);
  }

  Answer without(String name) {
    var rest = headers.stream().filter(header -> !header.name().equalsIgnoreCase(name)).toList();
    return new Answer(status, body, rest);
  }

  /** The same with a strong validator that is made of the body (RFC 9110 §8.8.3). */
  Answer tagged() {
    return with("ETag", '"' + digest(body) + '"');
  }

  /**
   * The same with a body that differs in what it says about itself only, which a weak validator
   * leaves aside (RFC 9110 §8.8.1).
   */
  Answer saying(Buffer other, String zone) {
    var weak = header("ETag").map(tag -> without("ETag").with("ETag", "W/" + tag)).orElse(this);
    return new Answer(status, other, weak.headers()).with("X-Zone", zone);
  }

  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  private static String digest(Buffer body) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes());
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
