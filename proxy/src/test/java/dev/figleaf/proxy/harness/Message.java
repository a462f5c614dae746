package dev.figleaf.proxy.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A whole HTTP/1 message as it was read from a socket: a request or an answer.
 *
 * @param trailers what stood after the last chunk
 */
public record Message(Head head, byte[] body, List<Head.Header> trailers) {

  public Message {
    trailers = List.copyOf(trailers);
  }

  private String startWord(int index) {
    return head.startLine().split(" ", 3)[index];
  }

  /** Of a request. */
  public String method() {
    return startWord(0);
  }

  /** Of a request. */
  public String target() {
    return startWord(1);
  }

  /** Of an answer. */
  public int status() {
    return Integer.parseInt(startWord(1));
  }

  /** The reason phrase of an answer. */
  public String reason() {
    String[] words = head.startLine().split(" ", 3);
    return words.length < 3 ? "" : words[2];
  }

  public Optional<String> header(String name) {
    return head.first(name);
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether it is an interim answer that another will follow. */
  boolean isInterim() {
    return status() / 100 == 1 && status() != 101;
  }

  @Override
  public String toString() {
    String text = body.length > 2_000 ? body.length + " bytes" : text();
    return head.startLine() + " " + head.headers() + " " + text + " " + trailers;
  }
}
