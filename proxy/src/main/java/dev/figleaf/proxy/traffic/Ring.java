package dev.figleaf.proxy.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last descriptors of one event loop, bounded in number and in bytes. It takes room as it needs
 * it, so that an idle facade holds none.
 *
 * <p>That loop alone adds; any thread may read, and sees each descriptor whole.
 */
final class Ring {
  private static final int FIRST_ROOM = 64;

  private final int capacity;
  private final long budget;
  private volatile AtomicReferenceArray<Descriptor> places;
  private int[] sizes;
  private long next;
  private long oldest;
  private long held;
  private volatile boolean forgot;

  /**
   * @param budget in bytes, of all descriptors together
   */
  Ring(int capacity, long budget) {
    this.capacity = capacity;
    this.budget = budget;
    int room = Math.min(capacity, FIRST_ROOM);
    this.places = new AtomicReferenceArray<>(room);
    this.sizes = new int[room];
  }

  /** Takes a descriptor in, and forgets the oldest ones where there is no room. */
  void add(Descriptor descriptor, int bytes) {
    while (oldest < next && (next - oldest == capacity || held + bytes > budget)) {
      forget();
    }
    if (next - oldest == places.length()) {
      grow();
    }
    int place = place(next++);
    sizes[place] = bytes;
    held += bytes;
    places.setRelease(place, descriptor);
  }

  private int place(long number) {
    return (int) (number % places.length());
  }

  /** Readers go on with the old places, which nobody changes any more. */
  private void grow() {
    int room = Math.min(capacity, 2 * places.length());
    var morePlaces = new AtomicReferenceArray<Descriptor>(room);
    int[] moreSizes = new int[room];
    for (long number = oldest; number < next; number++) {
      int to = (int) (number % room);
      morePlaces.setPlain(to, places.getPlain(place(number)));
      moreSizes[to] = sizes[place(number)];
    }
    sizes = moreSizes;
    places = morePlaces;
  }

  private void forget() {
    int place = place(oldest++);
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
    AtomicReferenceArray<Descriptor> now = places;
    for (int i = 0; i < now.length(); i++) {
      Descriptor one = now.getAcquire(i);
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }
}
