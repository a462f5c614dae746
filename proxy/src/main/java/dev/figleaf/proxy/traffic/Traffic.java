package dev.figleaf.proxy.traffic;

import dev.figleaf.rules.RuleSet;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the traffic was like lately, of all event loops together. Safe to share.
 *
 * <p>Each loop gets a {@link #recorder} of its own; a virtual thread keeps a point of each seam
 * every ten seconds.
 */
public final class Traffic implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Traffic.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final long began = System.nanoTime();
  private final Supplier<RuleSet> live;
  private final Settings settings;
  private final IntFunction<InventoryTap> taps;
  private final byte[] salt = new byte[16];
  private final InstantSource clock;
  private final Collection<Recorder> recorders = new CopyOnWriteArrayList<>();
  private final Figures figures;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Watched watched;

  /**
   * How much is kept.
   *
   * @param loops how many event loops share it
   * @param ring how many descriptors, in all; 0 for none
   */
  public record Settings(int loops, int ring) {
    /** How many descriptors are kept where nobody says otherwise. */
    public static final int USUAL_RING = 50_000;
  }

  /**
   * @param live the live rules, once there are any
   * @param taps who hears of every request, by the index of the event loop
   */
  public Traffic(
      Supplier<RuleSet> live,
      Settings settings,
      IntFunction<InventoryTap> taps,
      InstantSource clock) {
    this.live = live;
    this.settings = settings;
    this.taps = taps;
    this.clock = clock;
    new SecureRandom().nextBytes(salt);
    this.figures =
        new Figures(
            this::watched, () -> recorders, () -> Recorder.second(System.nanoTime(), began), clock);
  }

  /** Begins to keep points; the rules must be live. */
  public Traffic start() {
    Thread.ofVirtual().name("traffic").start(this::keep);
    return this;
  }

  private void keep() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        tick();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    try {
      figures.tick();
    } catch (RuntimeException bug) {
      LOG.error("traffic", bug);
    }
  }

  /** The recorder of an event loop; to be asked for once. */
  public Recorder recorder(int loop) {
    Sample sample = settings.ring == 0 ? null : Sample.of(settings, salt);
    var recorder = new Recorder(this::watched, began, taps.apply(loop), sample);
    recorders.add(recorder);
    return recorder;
  }

  public LiveFigures figures() {
    return figures;
  }

  /** What is remembered of the last requests. Takes some milliseconds for each ten thousand. */
  public Recording recording() {
    return Recording.of(
        clock.instant(),
        recorders.stream().map(Recorder::sample).filter(Objects::nonNull).toList());
  }

  // Two loops may compile the same rules at the same time once; either result is as good.
  private Watched watched() {
    RuleSet rules = live.get();
    Watched known = watched;
    if (known == null || known.rules() != rules) {
      known = Watched.of(rules);
      watched = known;
    }
    return known;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
