package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.cache.Caches;
import dev.figleaf.proxy.control.RuleService;
import dev.figleaf.proxy.control.Snapshot;
import dev.figleaf.proxy.traffic.inventory.Inventory;
import dev.figleaf.proxy.upstream.Upstream;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the admin listener gets what it shows. All are asked on its event loop and do not block,
 * but for the scrape.
 *
 * @param live the live rules
 * @param rejection the refused rule set that the files hold now, if they do
 * @param upstreams those of the live rules
 * @param caches what routes keep
 * @param scrape all figures in Prometheus' text format; asked on a worker thread
 * @param shadow what is known about candidates; empty where nothing keeps evidence
 * @param desk what operators are shown and do; empty where nothing keeps the history
 * @param traffic what is remembered of requests; empty where nothing is
 * @param inventory which endpoints there are; empty where nobody counts them
 */
public record AdminSources(
    Supplier<Readiness> readiness,
    Supplier<Snapshot> live,
    Supplier<Optional<RuleService.Rejection>> rejection,
    Supplier<Collection<Upstream>> upstreams,
    Caches caches,
    Supplier<String> scrape,
    Optional<ShadowSources> shadow,
    Optional<DeskSources> desk,
    Optional<TrafficSources> traffic,
    Optional<Inventory> inventory) {

  /** What there is to show of a facade that keeps no history. */
  public AdminSources(
      Supplier<Readiness> readiness,
      Supplier<Snapshot> live,
      Supplier<Optional<RuleService.Rejection>> rejection,
      Supplier<Collection<Upstream>> upstreams,
      Caches caches,
      Supplier<String> scrape,
      Optional<ShadowSources> shadow) {
    this(readiness, live, rejection, upstreams, caches, scrape, shadow, Optional.empty());
  }

  /** What there is to show of a facade that remembers no requests. */
  public AdminSources(
      Supplier<Readiness> readiness,
      Supplier<Snapshot> live,
      Supplier<Optional<RuleService.Rejection>> rejection,
      Supplier<Collection<Upstream>> upstreams,
      Caches caches,
      Supplier<String> scrape,
      Optional<ShadowSources> shadow,
      Optional<DeskSources> desk) {
    this(
        readiness,
        live,
        rejection,
        upstreams,
        caches,
        scrape,
        shadow,
        desk,
        Optional.empty(),
        Optional.empty());
  }

  /** The same, and what is remembered of requests. */
  public AdminSources with(TrafficSources remembered) {
    return new AdminSources(
        readiness,
        live,
        rejection,
        upstreams,
        caches,
        scrape,
        shadow,
        desk,
        Optional.of(remembered),
        inventory);
  }

  /** The same, and which endpoints there are. */
  public AdminSources with(Inventory counted) {
    return new AdminSources(
        readiness,
        live,
        rejection,
        upstreams,
        caches,
        scrape,
        shadow,
        desk,
        traffic,
        Optional.of(counted));
  }
}
