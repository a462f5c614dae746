package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.page.UpstreamOrders;
import dev.figleaf.proxy.history.Author;
import dev.figleaf.proxy.telemetry.Fact;
import dev.figleaf.proxy.upstream.EndpointOrder;
import dev.figleaf.proxy.upstream.Upstream;
import java.util.function.Function;

/** Does to the upstreams of the live rules what operators say, and audits it. Safe to share. */
final class LiveOrders implements UpstreamOrders {
  private final UpstreamViews upstreams;

  LiveOrders(UpstreamViews upstreams) {
    this.upstreams = upstreams;
  }

  @Override
  public Told endpoint(Author author, String name, EndpointOrder order, String address) {
    return tell(
        name,
        upstream ->
            switch (upstream.order(order, address)) {
              case DONE ->
                  done(
                      Fact.of(fact(order)).with("upstream", name).with("endpoint", address),
                      author);
              case UNKNOWN ->
                  new Told.Refused(
                      404,
                      "unknown-endpoint",
                      "Upstream " + name + " has no endpoint " + address + "; it lists them.");
              case LAST ->
                  new Told.Refused(
                      422,
                      "last-endpoint",
                      "It is the last one of "
                          + name
                          + " that is not drained; nobody would answer.");
            });
  }

  @Override
  public Told resetBreaker(Author author, String name) {
    return tell(
        name,
        upstream ->
            upstream.guard().resetBreaker()
                ? done(Fact.of("breaker reset").with("upstream", name), author)
                : new Told.Refused(422, "no-breaker", "Its breaker is disabled by the rules."));
  }

  private Told tell(String name, Function<Upstream, Told> what) {
    return upstreams.living(name).map(what).orElseGet(Told.Gone::new);
  }

  private static Told done(Fact fact, Author author) {
    Audit.tell(fact, author);
    return new Told.Done();
  }

  private static String fact(EndpointOrder order) {
    return switch (order) {
      case DRAIN -> "endpoint drained";
      case RESTORE -> "endpoint restored";
      case EJECT -> "endpoint ejected by an operator";
    };
  }
}
