package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.admin.view.StatusView.RejectionView;
import dev.figleaf.proxy.admin.view.StatusView.ReplicaView;
import dev.figleaf.proxy.admin.view.StatusView.StoreView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How it stands with a facade, on one screen: what is wrong first. */
final class StatusText {
  private final Output output;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  private StatusText(Output output, Instant now) {
    this.output = output;
    this.now = now;
  }

  static List<String> of(StatusView status, Output output, Instant now) {
    var text = new StatusText(output, now);
    text.all(status);
    return text.lines;
  }

  private void all(StatusView status) {
    lines.add(head(status));
    panic(status.panic());
    refused(status.rejected());
    say("revision", status.revision() + ", live since " + Words.when(status.since(), now));
    if (status.rollback() != null) {
      String until = ", until the rule files change";
      say("rollback", output.doubtful("to revision " + status.rollback() + until));
    }
    status.overrides().forEach(this::override);
    say("traffic", traffic(status.traffic()));
    say("store", store(status.store()));
    replicas(status.replicas());
    say("started", Words.when(status.startedAt(), now) + ", version " + status.version());
  }

  private void say(String what, String text) {
    lines.add(String.format("  %-9s %s", what, text));
  }

  private String head(StatusView status) {
    String instance = Words.plain(status.instance());
    return status.readiness().equals("ready")
        ? output.strong(instance) + " is " + output.good("ready")
        : output.strong(instance) + " is " + output.bad("not ready: " + status.readiness());
  }

  private void panic(@Nullable EventView panic) {
    if (panic != null) {
      String who = Words.author(panic.by(), panic.because());
      say("PANIC", output.bad("since " + Words.when(panic.at(), now) + ", " + who));
      say("", "every seam is on its old side, nothing is shadowed; to end it: figleaf calm");
    }
  }

  private void refused(@Nullable RejectionView refused) {
    if (refused != null) {
      String what = "the rule files, " + Words.ago(refused.at(), now) + "; what was live goes on";
      say("refused", output.bad(what));
      refused.problems().forEach(problem -> say("", Words.plain(problem)));
    }
  }

  private void override(OverrideView override) {
    String text = Words.plain(override.seam()) + " at " + OverrideText.of(override, now);
    say("override", output.doubtful(text));
  }

  /** {@code 80.1 requests/s, 2 in flight, 0% errors}. */
  static String traffic(StatusView.TrafficView traffic) {
    Double errors = traffic.errors();
    return Words.rate(traffic.perSecond())
        + " requests/s, "
        + traffic.inFlight()
        + " in flight"
        + (errors == null ? "" : ", " + Words.percent(errors) + " errors");
  }

  private String store(StoreView store) {
    String events = Counted.of(store.waiting(), "event");
    if (!store.up()) {
      String waiting = store.waiting() == 0 ? "" : "; " + events + " waiting on disk";
      return output.bad("down") + waiting + "; traffic does not need it";
    }
    String up = store.shared() ? "up, shared by replicas" : "up";
    return store.waiting() == 0 ? up : up + "; " + events + " being written";
  }

  private void replicas(List<ReplicaView> all) {
    if (all.size() < 2) {
      return;
    }
    long lagging = all.stream().filter(ReplicaView::lags).count();
    say("replicas", all.size() + (lagging == 0 ? ", none lags" : ", " + lagging + " lagging"));
    for (ReplicaView one : all) {
      String text = replica(one);
      say("", one.lags() ? output.bad(text) : text);
    }
  }

  private String replica(ReplicaView one) {
    return List.of(
            Words.plain(one.name()) + " runs revision " + one.revision(),
            one.self() ? "this one" : "heard of " + Words.ago(one.seen(), now),
            one.lags() ? "lags" : "")
        .stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
