package dev.figleaf.proxy.upstream;

import java.util.random.RandomGenerator;

/** Who chooses an endpoint: an event loop, with what it has in flight. */
interface Caller {
  /** From 0, without gaps. */
  int index();

  /** Requests of this caller that hold or wait for a connection to an endpoint. */
  int load(Endpoint endpoint);

  /** About {@link System#nanoTime}. */
  long now();

  RandomGenerator random();
}
