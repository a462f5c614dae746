package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.Desk;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.shadow.Reports;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where pages get what they show, and whom they tell what operators decide. All but the visitors
 * may block.
 *
 * @param reports what comparing found; empty where nothing keeps evidence
 * @param rules the live rules as {@code GET /api/rules} tells them, without secrets
 * @param rulePreview what other rule files would do; empty where no request is remembered
 * @param endpoints what is counted of endpoints; empty where nothing is
 * @param visitors who sends a request
 */
public record PageSources(
    Desk desk,
    RuleOperations operations,
    UpstreamOrders orders,
    Optional<Reports> reports,
    Supplier<JsonObject> rules,
    Explainer explainer,
    Preview preview,
    Optional<RulePreview> rulePreview,
    Optional<EndpointReports> endpoints,
    Function<RoutingContext, Visitor> visitors,
    InstantSource clock) {}
