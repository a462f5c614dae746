package dev.figleaf.proxy.shadow;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Who is given what the control answers, while they want it. Safe to share. */
final class Recorders {
  private static final Logger LOG = LogManager.getLogger(Recorders.class);
  private static final int MOST = 8;

  private final List<Recorder> open = new CopyOnWriteArrayList<>();

  private record Recorder(String subject, Consumer<String> to) {}

  /**
   * Begins to give answers away.
   *
   * @throws IllegalStateException when 8 want them already
   */
  synchronized AutoCloseable open(String subject, Consumer<String> to) {
    if (open.size() >= MOST) {
      throw new IllegalStateException(MOST + " recordings run already; end one of them first");
    }
    var recorder = new Recorder(subject, to);
    open.add(recorder);
    return () -> open.removeIf(one -> one == recorder);
  }

  void offer(Subject subject, ShadowedRequest request, Answer control) {
    if (open.isEmpty()) {
      return;
    }
    for (Recorder one : open) {
      if (one.subject.equals(subject.name())) {
        give(one, Examples.recorded(subject.redactor().forRequest(request), request, control));
      }
    }
  }

  private void give(Recorder one, String recorded) {
    try {
      one.to.accept(recorded);
    } catch (RuntimeException e) {
      open.removeIf(other -> other == one);
      LOG.warn("a recording ended, because it failed: {}", e.getClass().getName());
    }
  }
}
