package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.traffic.LiveFigures;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Where the operator's desk gets what it shows beside what {@link AdminSources} has, and whom it
 * tells what operators do.
 *
 * @param traffic all traffic of the last minute; never blocks
 * @param instance this process, as replicas call each other
 */
public record DeskSources(
    RuleOperations operations,
    LiveFigures figures,
    Supplier<StatusView.TrafficView> traffic,
    String instance,
    String version,
    Instant startedAt) {}
