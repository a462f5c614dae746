package dev.figleaf.proxy.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last descriptors of one event loop, bounded in number and in bytes.
 *
 * <p>That loop alone adds; any thread may read, and sees each descriptor whole.
 */
final class Ring {
  private final AtomicReferenceArray<Descriptor> places;
  private final int[] sizes;
  private final long budget;
  private long next;
  private long oldest;
  private long held;
  private volatile boolean forgot;

  /**
   * @param budget in bytes, of all descriptors together
   */
  Ring(int capacity, long budget) {
    this.places = new AtomicReferenceArray<>(capacity);
    this.sizes = new int[capacity];
    this.budget = budget;
  }

  /** Takes a descriptor in, and forgets the oldest ones where there is no room. */
  void add(Descriptor descriptor, int bytes) {
    while (oldest < next && (next - oldest == places.length() || held + bytes > budget)) {
      forget();
    }
    int place = (int) (next++ % places.length());
    sizes[place] = bytes;
    held += bytes;
    places.setRelease(place, descriptor);
  }

  private void forget() {
    int place = (int) (oldest++ % places.length());
    held -= sizes[place];
    places.setRelease(place, null);
    forgot = true;
  }

  /** Whether there were older ones. */
  boolean hasForgotten() {
    return forgot;
  }

  /** What is in it, in no order. */
  List<Descriptor> all() {
    var all = new ArrayList<Descriptor>();
    for (int i = 0; i < places.length(); i++) {
      Descriptor one = places.getAcquire(i);
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }
}
