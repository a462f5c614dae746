package dev.figleaf.proxy.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** An event loop that has in flight what a test says. */
final class ScriptedCaller implements Caller {
  private final Map<Endpoint, Integer> loads = new HashMap<>();
  private final Random random;
  private final ManualTime time;

  ScriptedCaller(long seed, ManualTime time) {
    this.random = new Random(seed);
    this.time = time;
  }

  void add(Endpoint endpoint, int requests) {
    loads.merge(endpoint, requests, Integer::sum);
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public int load(Endpoint endpoint) {
    return loads.getOrDefault(endpoint, 0);
  }

  @Override
  public long now() {
    return time.getAsLong();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }
}
