package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.StatusView;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.proxy.traffic.LiveFigures;
import dev.figleaf.routing.Loaded;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the operator's desk gets what it shows beside what {@link AdminSources} has, and whom it
 * tells what operators do.
 *
 * @param access tells of requests as they end
 * @param reader reads and validates texts by file name as if they stood in the folder of rules
 * @param traffic all traffic of the last minute; never blocks
 * @param instance this process, as replicas call each other
 */
public record DeskSources(
    RuleOperations operations,
    LiveFigures figures,
    AccessLog access,
    Function<Map<String, String>, Loaded> reader,
    Supplier<StatusView.TrafficView> traffic,
    String instance,
    String version,
    Instant startedAt) {}
