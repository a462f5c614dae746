package dev.figleaf.proxy.faults;

import dev.figleaf.proxy.harness.Message;
import dev.figleaf.proxy.harness.RawSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Requests at a rate, each at its time whether or not those before it were answered.
 *
 * <p>The time of a request runs from the moment it has a connection, so that a pause of this
 * process counts only for requests that were under way. Every request has a virtual thread of its
 * own; there are {@value #MOST_AT_ONCE} at once at the most, and one more is never sent.
 */
final class Load {
  private static final int MOST_AT_ONCE = 1_000;
  private static final String HEAD = " HTTP/1.1\r\nHost: shop\r\nX-Id: ";

  private final int port;
  private final int perSecond;
  private final boolean keepAlive;
  private final IntFunction<String> request;
  private final Map<Integer, Pace.Step> events = new ConcurrentHashMap<>();
  private final Map<Integer, Report.Answer> answers = new ConcurrentHashMap<>();
  private final Deque<RawSocket> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private Load(int port, int perSecond, boolean keepAlive, IntFunction<String> request) {
    this.port = port;
    this.perSecond = perSecond;
    this.keepAlive = keepAlive;
    this.request = request;
  }

  /** GET of this path, on connections that are used again. */
  static Load gets(int port, String path, int perSecond) {
    return new Load(port, perSecond, true, i -> "GET " + path + HEAD + i + "\r\n\r\n");
  }

  /** GET of this path, each on a connection of its own. */
  static Load getsOnNewConnections(int port, String path, int perSecond) {
    return new Load(
        port, perSecond, false, i -> "GET " + path + HEAD + i + "\r\nConnection: close\r\n\r\n");
  }

  /** POST of two bytes to this path, on connections that are used again. */
  static Load posts(int port, String path, int perSecond) {
    return new Load(
        port, perSecond, true, i -> "POST " + path + HEAD + i + "\r\nContent-Length: 2\r\n\r\nhi");
  }

  /** GET of this path by so many clients, each of which asks again when it was answered. */
  static Report closed(int port, String path, int clients, int seconds) throws Exception {
    Load load = gets(port, path, 0);
    var number = new AtomicInteger();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        workers.execute(
            () -> {
              while (System.nanoTime() - end < 0) {
                int next = number.getAndIncrement();
                load.answers.put(next, load.ask(next));
              }
            });
      }
    }
    return load.end();
  }

  /** Does this when the request of this number is due. */
  Load at(int number, Pace.Step event) {
    events.put(number, event);
    return this;
  }

  /** So many requests; returns when the last answer is there. */
  Report run(int count) throws Exception {
    return run(count, () -> false);
  }

  /** The same, or fewer when it is enough. */
  Report run(int count, BooleanSupplier enough) throws Exception {
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      Pace.run(count, perSecond, enough, number -> begin(number, workers));
    }
    return end();
  }

  private Report end() throws IOException {
    for (RawSocket socket : idle) {
      socket.close();
    }
    return new Report(Map.copyOf(answers), opened.get(), closed.get());
  }

  private void begin(int number, ExecutorService workers) throws Exception {
    if (places.tryAcquire()) {
      workers.execute(() -> answers.put(number, askAndLeave(number)));
    }
    Pace.Step event = events.get(number);
    if (event != null) {
      event.run(number);
    }
  }

  private Report.Answer askAndLeave(int number) {
    try {
      return ask(number);
    } finally {
      places.release();
    }
  }

  private Report.Answer ask(int number) {
    long began = System.nanoTime();
    try {
      return ask(number, connection());
    } catch (IOException broken) {
      return new Report.Answer(began, System.nanoTime() - began, 0, String.valueOf(broken));
    }
  }

  private Report.Answer ask(int number, RawSocket socket) throws IOException {
    long began = System.nanoTime();
    try {
      Message answer = socket.send(request.apply(number)).readAnswer();
      long nanos = System.nanoTime() - began;
      giveBack(socket, answer);
      return new Report.Answer(began, nanos, answer.status(), code(answer));
    } catch (IOException | AssertionError broken) {
      closed.incrementAndGet();
      socket.close();
      return new Report.Answer(began, System.nanoTime() - began, 0, String.valueOf(broken));
    }
  }

  private static String code(Message answer) {
    return answer.status() == 200
        ? ""
        : answer
            .header("Content-Type")
            .filter("application/problem+json"::equals)
            .map(_ -> new JsonObject(answer.text()).getString("code"))
            .orElse("");
  }

  private RawSocket connection() throws IOException {
    RawSocket socket = keepAlive ? idle.pollFirst() : null;
    if (socket != null) {
      return socket;
    }
    opened.incrementAndGet();
    return RawSocket.small(port);
  }

  private void giveBack(RawSocket socket, Message answer) throws IOException {
    if (keepAlive && !answer.head().first("Connection").orElse("").contains("close")) {
      idle.addFirst(socket);
    } else {
      closed.incrementAndGet();
      socket.close();
    }
  }
}
