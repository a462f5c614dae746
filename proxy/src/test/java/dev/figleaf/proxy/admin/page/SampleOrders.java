package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.UpstreamView;
import dev.figleaf.proxy.admin.view.UpstreamView.BreakerView;
import dev.figleaf.proxy.admin.view.UpstreamView.EndpointView;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.upstream.EndpointOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Does to the upstreams of a desk in memory what operators say. */
final class SampleOrders implements UpstreamOrders {
  private final SampleDesk desk;
  private final InstantSource clock;
  private final List<String> told = new CopyOnWriteArrayList<>();

  SampleOrders(SampleDesk desk, InstantSource clock) {
    this.desk = desk;
    this.clock = clock;
  }

  /** What was done, each with who did it. */
  List<String> told() {
    return List.copyOf(told);
  }

  private Optional<UpstreamView> upstream(String name) {
    return desk.upstreams.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  @Override
  public Told endpoint(Author author, String name, EndpointOrder order, String address) {
    var upstream = upstream(name).orElseThrow();
    if (upstream.endpoints().stream().noneMatch(one -> one.address().equals(address))) {
      return new Told.Refused(404, "unknown-endpoint", name + " has no endpoint " + address + ".");
    }
    if (order == EndpointOrder.DRAIN
        && upstream.endpoints().stream()
            .allMatch(one -> one.drained() || one.address().equals(address))) {
      return new Told.Refused(422, "last-endpoint", "It is the last one; nobody would answer.");
    }
    UnaryOperator<EndpointView> change =
        one -> one.address().equals(address) ? after(one, order) : one;
    replace(
        new UpstreamView(
            name,
            upstream.breaker(),
            upstream.bulkhead(),
            upstream.endpoints().stream().map(change).toList()));
    told.add(order + " " + address + " of " + name + " by " + author.by());
    return new Told.Done();
  }

  private EndpointView after(EndpointView one, EndpointOrder order) {
    boolean ejected = order == EndpointOrder.EJECT;
    return new EndpointView(
        one.address(),
        one.host(),
        ejected ? "ejected" : order == EndpointOrder.RESTORE ? "well" : one.state(),
        one.reserve(),
        order == EndpointOrder.DRAIN || ejected && one.drained(),
        one.inFlight(),
        one.consecutiveFailures(),
        one.share(),
        ejected ? clock.instant().plus(Duration.ofSeconds(30)) : null,
        one.checkedAt(),
        one.checked());
  }

  @Override
  public Told resetBreaker(Author author, String name) {
    var upstream = upstream(name).orElseThrow();
    if (upstream.breaker().state().equals("disabled")) {
      return new Told.Refused(422, "no-breaker", "Its breaker is disabled by the rules.");
    }
    var closed = new BreakerView("closed", null, 0, 0, 0, null, null);
    replace(new UpstreamView(name, closed, upstream.bulkhead(), upstream.endpoints()));
    told.add("RESET " + name + " by " + author.by());
    return new Told.Done();
  }

  private void replace(UpstreamView changed) {
    desk.upstreams =
        desk.upstreams.stream()
            .map(one -> one.name().equals(changed.name()) ? changed : one)
            .toList();
  }
}
