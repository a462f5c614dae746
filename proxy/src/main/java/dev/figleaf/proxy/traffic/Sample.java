package dev.figleaf.proxy.traffic;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The descriptors of one event loop: draws requests, describes them, keeps the last ones. */
final class Sample {
  // So that what is kept spans minutes, however much traffic there is.
  private static final int SPAN_SECONDS = 240;
  private static final int MOST_A_SECOND = 500;
  private static final int BYTES_EACH = 320;

  private final Sampler sampler;
  private final Capture capture;
  private final Ring ring;
  private volatile long leftOut;

  Sample(Sampler sampler, Capture capture, Ring ring) {
    this.sampler = sampler;
    this.capture = capture;
    this.ring = ring;
  }

  static Sample of(Traffic.Settings settings, byte[] salt) {
    int capacity = Math.max(1, settings.ring() / settings.loops());
    int perSecond = Math.clamp(capacity / SPAN_SECONDS, 1, MOST_A_SECOND);
    return new Sample(
        new Sampler(perSecond, new SplittableRandom()),
        new Capture(salt),
        new Ring(capacity, (long) capacity * BYTES_EACH));
  }

  /** Perhaps keeps a descriptor of a request. On the event loop. */
  void offer(
      int second,
      Outcome outcome,
      RequestHead head,
      HeaderList headers,
      @Nullable Route route,
      Watched watched) {
    int weight = sampler.draw(second);
    if (weight > 0) {
      Descriptor descriptor = capture.of(outcome, head, headers, route, watched, weight);
      if (descriptor == null) {
        leftOut = leftOut + weight;
      } else {
        ring.add(descriptor, capture.bytes());
      }
    }
  }

  /** About how many requests were too long to be kept, since the start. */
  long leftOut() {
    return leftOut;
  }

  Ring ring() {
    return ring;
  }
}
