package dev.figleaf.proxy.traffic.inventory;

import dev.figleaf.proxy.store.InventoryRow;
import dev.figleaf.proxy.store.InventoryRow.Caller;
import dev.figleaf.proxy.store.InventoryRow.Endpoint;
import dev.figleaf.proxy.telemetry.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counted of one endpoint: a kilobyte, whatever happens.
 *
 * <p>{@link #count} is called on that loop alone, without a lock; one other thread at a time may
 * ask what was added since it asked last.
 */
final class EndpointCounts {
  private static final int CALLS = 0;
  private static final int SUCCEEDED = 1;
  private static final int FAILED = 2;
  private static final int BYTES_IN = 3;
  private static final int BYTES_OUT = 4;
  private static final int COOKIES = 5;
  private static final int SESSIONS = 6;
  static final int STEPS = 7;
  private static final int COUNTS = InventoryRow.COUNTS.size();

  // Behind the counts: times in milliseconds, then the sketch of one day, eight places a number.
  private static final int FIRST = COUNTS;
  private static final int LAST = COUNTS + 1;
  private static final int SUCCESS = COUNTS + 2;
  private static final int DAY = COUNTS + 3;
  private static final int SKETCH = COUNTS + 4;
  private static final int WORDS = ClientSketch.PLACES / Long.BYTES;

  // Whose names follow each other here, then the last route and seam.
  private static final int ROUTE = InventoryRow.CALLERS;
  private static final int SEAM = InventoryRow.CALLERS + 1;
  private static final int LONGEST_CALLER = 100;
  private static final long CALLER_EVERY_MS = 1_000;
  private static final long DAY_MS = 86_400_000;
  private static final byte[] NOTHING = {};

  final Endpoint endpoint;
  private final AtomicLongArray numbers = new AtomicLongArray(SKETCH + WORDS);
  private final AtomicReferenceArray<@Nullable String> names = new AtomicReferenceArray<>(SEAM + 1);
  private final AtomicLongArray callersAt = new AtomicLongArray(InventoryRow.CALLERS);
  private int caller;

  // Of the one who asks.
  private final long[] told = new long[COUNTS];
  private volatile long toldCalls;

  EndpointCounts(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  // --- on the event loop

  void count(Outcome outcome, boolean cookies, boolean session) {
    long took = outcome.endNanos - outcome.startNanos;
    long now = outcome.startMillis + took / 1_000_000;
    int status = outcome.status;
    add(BYTES_IN, outcome.bytesIn);
    add(BYTES_OUT, outcome.bytesOut);
    if (cookies) {
      add(COOKIES, 1);
    }
    if (session) {
      add(SESSIONS, 1);
    }
    if (status >= 500) {
      add(FAILED, 1);
    }
    if (status >= 100 && status < 400) {
      add(SUCCEEDED, 1);
      numbers.setOpaque(SUCCESS, now);
    }
    // A tunnel lasts as long as people talk.
    if (status != 101) {
      add(STEPS + LatencySteps.of(took), 1);
    }
    client(outcome.client, now);
    seen(outcome, now);
    // Last: who sees the call sees the rest of it, too.
    numbers.setRelease(CALLS, numbers.getPlain(CALLS) + 1);
  }

  private void add(int at, long count) {
    numbers.setOpaque(at, numbers.getPlain(at) + count);
  }

  private void client(String client, long now) {
    if (now / DAY_MS != numbers.getPlain(DAY)) {
      begin(now / DAY_MS);
    }
    long hash = ClientSketch.hash(client);
    int place = ClientSketch.place(hash);
    int word = SKETCH + (place >>> 3);
    int shift = (place & 7) << 3;
    long value = ClientSketch.value(hash);
    long held = numbers.getPlain(word);
    if ((held >>> shift & 0xFF) < value) {
      numbers.setOpaque(word, held & ~(0xFFL << shift) | value << shift);
    }
  }

  private void begin(long day) {
    numbers.setOpaque(DAY, 0);
    for (int word = 0; word < WORDS; word++) {
      numbers.setRelease(SKETCH + word, 0);
    }
    numbers.setRelease(DAY, day);
  }

  private void seen(Outcome outcome, long now) {
    if (numbers.getPlain(CALLS) == 0) {
      numbers.setOpaque(FIRST, now);
    }
    // Who calls all the time need not be looked at each time: it is the last ones that matter.
    if (now - numbers.getPlain(LAST) >= CALLER_EVERY_MS || numbers.getPlain(CALLS) == 0) {
      note(outcome, now);
    }
    numbers.setOpaque(LAST, Math.max(now, numbers.getPlain(LAST)));
  }

  private void note(Outcome outcome, long now) {
    names.setOpaque(ROUTE, outcome.route);
    names.setOpaque(SEAM, outcome.seam);
    String name = cut(outcome.userAgent);
    if (!name.equals(names.getPlain(caller))) {
      caller = (caller + 1) % InventoryRow.CALLERS;
      names.setRelease(caller, name);
    }
    callersAt.setRelease(caller, now);
  }

  private static String cut(@Nullable String agent) {
    if (agent == null || agent.isBlank()) {
      return "(no user agent)";
    }
    return agent.length() <= LONGEST_CALLER ? agent : agent.substring(0, LONGEST_CALLER);
  }

  long calls() {
    return numbers.getPlain(CALLS);
  }

  /** Whether nobody called since then, and all that was counted has been told. */
  boolean isForgettable(long since) {
    return numbers.getPlain(LAST) < since && toldCalls == numbers.getPlain(CALLS);
  }

  // --- on one other thread

  /** What was added since it was asked for last; null where nothing was. */
  @Nullable InventoryRow added() {
    long calls = numbers.getAcquire(CALLS);
    if (calls == told[CALLS]) {
      return null;
    }
    long[] added = new long[COUNTS];
    for (int i = 0; i < COUNTS; i++) {
      long now = i == CALLS ? calls : numbers.getOpaque(i);
      added[i] = now - told[i];
      told[i] = now;
    }
    toldCalls = calls;
    String seam = names.getOpaque(SEAM);
    return new InventoryRow(
        endpoint,
        String.valueOf(names.getOpaque(ROUTE)),
        seam == null ? "" : seam,
        added,
        sketch(),
        numbers.getOpaque(FIRST),
        numbers.getOpaque(LAST),
        numbers.getOpaque(SUCCESS),
        callers());
  }

  /** Of today; empty while a day begins. */
  private byte[] sketch() {
    long day = numbers.getAcquire(DAY);
    byte[] sketch = new byte[ClientSketch.PLACES];
    for (int place = 0; place < sketch.length; place++) {
      sketch[place] = (byte) (numbers.getAcquire(SKETCH + (place >>> 3)) >>> ((place & 7) << 3));
    }
    return day != 0 && day == numbers.getAcquire(DAY) ? sketch : NOTHING;
  }

  private List<Caller> callers() {
    var callers = new ArrayList<Caller>();
    for (int i = 0; i < InventoryRow.CALLERS; i++) {
      long at = callersAt.getAcquire(i);
      String name = names.getAcquire(i);
      if (name != null && at != 0) {
        callers.add(new Caller(at, name));
      }
    }
    return callers;
  }
}
