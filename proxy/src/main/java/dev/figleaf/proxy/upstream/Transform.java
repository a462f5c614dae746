package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import java.util.function.Consumer;

/**
 * What changes in the messages to and from one upstream of a route, because it has another model
 * than the route's clients. Compiled once for a route; safe to share.
 */
public interface Transform {

  /**
   * Whose messages they are.
   *
   * @param headers of the request, as the client sent them
   * @param outcome has the path and the query, as the client knows them
   */
  record Asked(HeaderList headers, Outcome outcome) {}

  /** What became of a body. */
  sealed interface Made {
    /** Another one, no longer than {@link #mostBytes}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(byte[] bytes) implements Made {}

    /** None, because it is no JSON. */
    record NotJson() implements Made {}

    /** None, because the expression failed, took too long or made too much. */
    record Failed() implements Made {}
  }

  /** Whether the bodies of requests change. */
  boolean readsRequests();

  /** Whether the bodies of answers with this status change. */
  boolean readsAnswers(int status);

  /** Whether those of any status do. */
  boolean readsAnswers();

  /** Whether what becomes of them depends on headers of the request. */
  boolean answersVary();

  /** The longest body that is read, and that is made. */
  long mostBytes();

  /** What all bodies hold together. */
  SharedMemory memory();

  /** What clients are told in place of a status of the upstream. */
  int status(int answered);

  /** Gives the headers of a request the names that the upstream knows. */
  void renameInRequest(HeaderList headers);

  /** Gives the headers of an answer the names that clients know. */
  void renameInAnswer(HeaderList headers);

  /**
   * Changes the body of a request; on the loop, at once or later.
   *
   * @param body nobody changes it
   */
  void request(Loop loop, Asked asked, byte[] body, Consumer<Made> then);

  /**
   * Changes the body of an answer; on the loop, at once or later.
   *
   * @param status the upstream's
   * @param body nobody changes it
   */
  void answer(Loop loop, Asked asked, int status, byte[] body, Consumer<Made> then);
}
