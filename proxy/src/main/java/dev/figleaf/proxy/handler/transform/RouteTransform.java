package dev.figleaf.proxy.handler.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.figleaf.proxy.handler.RequestValues;
import dev.figleaf.proxy.handler.SideWork;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.json.Expression;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.proxy.upstream.Transform;
import dev.figleaf.routing.Route;
import dev.figleaf.rules.TransformSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code transform} of a route, compiled. Immutable, but for the memory that it shares. */
public final class RouteTransform implements Transform {
  private static final String VARY = "Vary";

  private final TransformSpec spec;
  private final Route route;
  private final SideWork work;
  private final SharedMemory memory;
  private final @Nullable Expression ofRequests;
  private final @Nullable Expression ofAnswers;
  private final Map<String, String> requestNames;
  private final Map<String, String> answerNames;

  /**
   * @param memory what all bodies hold together
   */
  public RouteTransform(TransformSpec spec, Route route, SideWork work, SharedMemory memory) {
    this.spec = spec;
    this.route = route;
    this.work = work;
    this.memory = memory;
    this.ofRequests = expression(spec.request().body());
    this.ofAnswers = expression(spec.response().body());
    this.requestNames = spec.request().headers().renamed();
    this.answerNames = spec.response().headers().renamed();
  }

  private static @Nullable Expression expression(@Nullable String text) {
    return text == null ? null : Expression.of(text);
  }

  @Override
  public boolean readsRequests() {
    return ofRequests != null;
  }

  @Override
  public boolean readsAnswers(int status) {
    return spec.response().changes(status);
  }

  @Override
  public boolean readsAnswers() {
    return ofAnswers != null;
  }

  @Override
  public boolean answersVary() {
    return ofAnswers != null && ofAnswers.mentions("header");
  }

  @Override
  public long mostBytes() {
    return spec.maxBody() == null ? 0 : spec.maxBody().bytes();
  }

  @Override
  public SharedMemory memory() {
    return memory;
  }

  @Override
  public int status(int answered) {
    return spec.response().told(answered);
  }

  @Override
  public void renameInRequest(HeaderList headers) {
    rename(headers, requestNames);
  }

  @Override
  public void renameInAnswer(HeaderList headers) {
    rename(headers, answerNames);
    if (!requestNames.isEmpty()) {
      renameInVary(headers);
    }
  }

  /** An upstream names headers as it got them; caches know those of the client. */
  private void renameInVary(HeaderList headers) {
    for (int i = 0; i < headers.count(); i++) {
      if (VARY.equalsIgnoreCase(headers.name(i).toString())) {
        headers.set(i, varying(headers.value(i).toString()));
      }
    }
  }

  private String varying(String value) {
    return Arrays.stream(value.split(",", -1))
        .map(String::strip)
        .map(
            name ->
                requestNames.entrySet().stream()
                    .filter(one -> one.getValue().equalsIgnoreCase(name))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(name))
        .collect(Collectors.joining(", "));
  }

  private static void rename(HeaderList headers, Map<String, String> names) {
    for (int i = 0; !names.isEmpty() && i < headers.count(); i++) {
      String other = names.get(headers.name(i).toString());
      if (other != null) {
        headers.rename(i, other);
      }
    }
  }

  @Override
  public void request(Loop loop, Asked asked, byte[] body, Consumer<Made> then) {
    change(loop, ofRequest(asked), body, then);
  }

  @Override
  public void answer(Loop loop, Asked asked, int status, byte[] body, Consumer<Made> then) {
    change(loop, ofAnswer(asked, status), body, then);
  }

  /** How the body of one request changes. */
  BodyChange ofRequest(Asked asked) {
    Expression expression = Objects.requireNonNull(ofRequests);
    return new BodyChange(expression, variables(expression, asked), mostBytes());
  }

  /** How the body of one answer changes. */
  BodyChange ofAnswer(Asked asked, int status) {
    Expression expression = Objects.requireNonNull(ofAnswers);
    Map<String, JsonNode> variables = variables(expression, asked);
    variables.put("status", IntNode.valueOf(status));
    return new BodyChange(expression, variables, mostBytes());
  }

  /** What the expression reads of the request, besides the body. */
  private Map<String, JsonNode> variables(Expression expression, Asked asked) {
    var variables = new HashMap<String, JsonNode>();
    var values = new RequestValues(route, asked.outcome(), asked.headers());
    if (expression.mentions("query")) {
      variables.put("query", values.queries());
    }
    if (expression.mentions("header")) {
      variables.put("header", values.headers());
    }
    if (expression.mentions("captures")) {
      variables.put("captures", values.captures());
    }
    return variables;
  }

  private void change(Loop loop, BodyChange change, byte[] body, Consumer<Made> then) {
    work.evaluate(
        loop,
        body.length,
        millis -> change.apply(body, millis),
        made -> then.accept(made.orElseGet(Made.Failed::new)));
  }
}
