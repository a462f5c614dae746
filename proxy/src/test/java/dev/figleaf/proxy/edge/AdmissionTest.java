package dev.figleaf.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.proxy.telemetry.MicrometerEvents;
import dev.figleaf.proxy.telemetry.Overload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests are shed at once and one by one; balancers are told late, and late again. */
class AdmissionTest {
  private static final int MOST = Limits.USUAL.inFlight();
  private static final int BEGINS = 4;
  private static final int ENDS = 8;

  private final MicrometerEvents events = new MicrometerEvents("1.2.3", () -> 0);
  private double heap;
  private long inFlight;
  private final Admission admission =
      new Admission(Limits.USUAL, () -> heap, () -> inFlight, events);

  @AfterEach
  void close() {
    events.close();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      admission.look();
    }
  }

  private String gauge(String bound) {
    return events
        .scrape()
        .lines()
        .filter(line -> line.startsWith("figleaf_overloaded{bound=\"" + bound + "\"}"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theRequestAtTheBoundIsShedWithoutALook() {
    inFlight = MOST - 1;
    assertThat(admission.isOverloaded()).isFalse();

    inFlight = MOST;
    assertThat(admission.isOverloaded()).isTrue();

    inFlight = MOST - 1;
    assertThat(admission.isOverloaded()).isFalse();
  }

  @Test
  void aFullHeapShedsFromTheNextLookOn() {
    heap = 0.95;
    look(1);
    assertThat(admission.isOverloaded()).isTrue();

    heap = 0.5;
    look(1);
    assertThat(admission.isOverloaded()).isFalse();
  }

  @Test
  void aBurstIsNotToldToBalancers() {
    inFlight = MOST;
    look(BEGINS - 1);
    inFlight = 0;
    look(1);
    inFlight = MOST;
    look(BEGINS - 1);

    assertThat(admission.strain()).isNull();
    assertThat(gauge("in-flight")).endsWith(" 0.0");
  }

  @Test
  void whatLastsIsToldUntilItHasBeenCalmForAWhile() {
    inFlight = MOST;
    look(BEGINS);
    assertThat(admission.strain()).isEqualTo(Overload.IN_FLIGHT);
    assertThat(gauge("in-flight")).endsWith(" 1.0");

    inFlight = MOST * 8 / 10;
    look(ENDS - 1);
    assertThat(admission.strain()).isEqualTo(Overload.IN_FLIGHT);

    look(1);
    assertThat(admission.strain()).isNull();
    assertThat(gauge("in-flight")).endsWith(" 0.0");
  }

  @Test
  void belowTheBoundIsNotYetCalm() {
    inFlight = MOST;
    look(BEGINS);

    inFlight = MOST * 9 / 10;
    look(10 * ENDS);

    assertThat(admission.strain()).isEqualTo(Overload.IN_FLIGHT);
  }

  @Test
  void theHeapIsNamedWhereBothAreFull() {
    heap = 1;
    inFlight = MOST;
    look(BEGINS);

    assertThat(admission.strain()).isEqualTo(Overload.HEAP);
    assertThat(gauge("heap")).endsWith(" 1.0");
    assertThat(gauge("in-flight")).endsWith(" 0.0");
  }
}
