package dev.figleaf.proxy.handler.transform;

import dev.figleaf.proxy.handler.SideWork;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.json.Expression;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.proxy.upstream.Transform;
import dev.figleaf.routing.RequestHead;
import dev.figleaf.routing.Route;
import dev.figleaf.routing.RuleTests;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Changes the bodies of rule tests as those of requests are changed. */
public final class TestedBodies implements RuleTests.Bodies {
  private final SideWork work = new SideWork();
  private final SharedMemory memory = new SharedMemory(SharedMemory.USUAL_BYTES);

  @Override
  public Optional<String> sent(
      Route route, RequestHead head, Map<String, String> headers, String json) {
    return changed(transform(route).ofRequest(asked(head, headers)), json);
  }

  @Override
  public Optional<String> answered(
      Route route, RequestHead head, Map<String, String> headers, int status, String json) {
    return changed(transform(route).ofAnswer(asked(head, headers), status), json);
  }

  private RouteTransform transform(Route route) {
    return new RouteTransform(
        Objects.requireNonNull(route.spec().transform()), route, work, memory);
  }

  private static Transform.Asked asked(RequestHead head, Map<String, String> headers) {
    var outcome = new Outcome();
    outcome.path = head.path();
    outcome.rawQuery = head.rawQuery();
    HeaderList list = HeaderList.ofSize(headers.size());
    headers.forEach(list::add);
    return new Transform.Asked(list, outcome);
  }

  private static Optional<String> changed(BodyChange change, String json) {
    return change.apply(json.getBytes(StandardCharsets.UTF_8), Expression.MILLIS).stream()
        .filter(Transform.Made.Body.class::isInstance)
        .map(Transform.Made.Body.class::cast)
        .map(made -> new String(made.bytes(), StandardCharsets.UTF_8))
        .findFirst();
  }
}
