package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.traffic.Recording;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.RuleTexts;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Where the admin listener gets what is remembered of requests.
 *
 * @param recording asked on a thread that may take some milliseconds
 * @param rules reads texts as if the rule files held them; blocks
 * @param changes puts on rules what operators put on those that are live
 */
public record TrafficSources(
    Supplier<Recording> recording,
    Function<RuleTexts, Loaded> rules,
    UnaryOperator<RuleSet> changes) {}
