package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.filter.Exchange;
import dev.figleaf.proxy.filter.ProblemAnswer;
import dev.figleaf.proxy.handler.Clients;
import dev.figleaf.proxy.handler.FixedAnswers;
import dev.figleaf.proxy.handler.RequestValues;
import dev.figleaf.proxy.handler.SideWork;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.json.JsonWriter;
import dev.figleaf.proxy.upstream.BrokenBody;
import dev.figleaf.proxy.upstream.ClientFacts;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.HeaderEditing;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.proxy.upstream.WholeRequest;
import dev.figleaf.rules.OnFailure;
import dev.figleaf.rules.PartReference;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request of a composition: starts each part as soon as those that it needs are over, and
 * answers when all are, or when one failed that the whole cannot do without. Confined to its event
 * loop.
 */
final class Assembly {
  static final String PARTS = "X-Figleaf-Parts";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final byte[] NOTHING = new byte[0];

  final AggregatePlan plan;
  final Exchange exchange;
  final Loop loop;
  final ClientFacts facts;
  final SideWork work;
  final Decisions decisions;
  final long endsAt;
  private final SharedMemory memory;
  private final RequestValues request;
  private final @Nullable PartRun[] runs;
  private final @Nullable PartResult[] results;
  private byte[] body = NOTHING;
  private long held;
  private int open;
  private boolean over;

  Assembly(
      AggregatePlan plan,
      Exchange exchange,
      Loop loop,
      ClientFacts facts,
      SideWork work,
      SharedMemory memory) {
    this.plan = plan;
    this.exchange = exchange;
    this.loop = loop;
    this.facts = facts;
    this.work = work;
    this.memory = memory;
    this.decisions = new Decisions(exchange.head());
    this.request = new RequestValues(plan.route, exchange.outcome(), exchange.client().headers());
    this.endsAt = System.nanoTime() + plan.spec.timeout().toNanos();
    this.open = plan.parts.size();
    this.runs = new PartRun[open];
    this.results = new PartResult[open];
  }

  void start() {
    exchange.client().whenFailed(this::clientFailed);
    if (!plan.readsBody()) {
      startReady();
      return;
    }
    new RequestReading(
            this,
            plan.maxBody,
            read -> {
              body = read;
              startReady();
            })
        .start(exchange.client());
  }

  /** Starts the parts that nothing keeps from it any more. */
  private void startReady() {
    for (int i = 0; i < runs.length && !over; i++) {
      if (runs[i] == null && isReady(plan.parts.get(i))) {
        var run = new PartRun(plan.parts.get(i), this);
        runs[i] = run;
        run.start();
      }
    }
  }

  private boolean isReady(PartPlan part) {
    for (String name : part.uses) {
      if (result(name) == null) {
        return false;
      }
    }
    return true;
  }

  private @Nullable PartResult result(String part) {
    int at = plan.at(part);
    return at < 0 ? null : results[at];
  }

  /** A part is over, however it ended. */
  void ended(PartRun run, PartResult result) {
    if (over) {
      return;
    }
    results[plan.at(run.plan.spec.name())] = result;
    open--;
    if (result instanceof PartResult.Failed failed && run.plan.spec.policy() == OnFailure.FAIL) {
      fail("part-failed", failed);
    } else if (open == 0) {
      complete();
    } else {
      startReady();
    }
  }

  // --- what parts need

  /** Whether a part is left out because one that it needs was left out. */
  boolean skips(PartPlan part) {
    return part.needs.stream().anyMatch(name -> result(name) instanceof PartResult.Skipped);
  }

  /** What a part answered, or what stands in its place; null for nothing. */
  @Nullable JsonNode value(String part) {
    return switch (result(part)) {
      case null -> null;
      case PartResult.Ok ok -> ok.value();
      case PartResult.Failed _ -> {
        PartPlan failed = plan.parts.get(plan.at(part));
        yield Merging.standsIn(failed) ? failed.fallback : null;
      }
      case PartResult.Skipped _ -> null;
    };
  }

  /**
   * The text of a value in a path; null where there is none.
   *
   * @param element of the array that calls are made for, or null
   */
  @Nullable List<String> values(PartReference of, @Nullable JsonNode element) {
    String text = text(of, element);
    return text == null ? null : List.of(text);
  }

  private @Nullable String text(PartReference of, @Nullable JsonNode element) {
    String name = String.join(".", of.path());
    switch (of.root()) {
      case "query":
        return request.query(name);
      case "header":
        return request.header(name);
      case "each":
        return element == null ? null : PartValues.text(PartValues.at(element, of.path()));
      default:
        String captured = of.path().isEmpty() ? request.captured(of.root()) : null;
        JsonNode value = captured == null ? value(of.root()) : null;
        return value == null ? captured : PartValues.text(PartValues.at(value, of.path()));
    }
  }

  /** What an expression may read. */
  ObjectNode input(Set<String> roots) {
    var input = JSON.objectNode();
    for (String root : roots) {
      switch (root) {
        case "query" -> input.set("query", request.queries());
        case "header" -> input.set("header", request.headers());
        case "captures" -> input.set("captures", request.captures());
        default -> {
          JsonNode value = value(root);
          if (value != null) {
            input.set(root, value);
          }
        }
      }
    }
    return input;
  }

  long bytesOf(Set<String> roots) {
    return roots.stream()
        .mapToLong(root -> result(root) instanceof PartResult.Ok ok ? ok.bytes() : 0)
        .sum();
  }

  byte[] body() {
    return body;
  }

  WholeRequest.Question question(PartPlan part, String target, byte[] sent) {
    HeaderList headers =
        PartHeaders.of(part.spec, exchange.client(), facts.peerTrusted(), sent.length);
    return new WholeRequest.Question(
        exchange.client().version(), part.method, target, headers, sent);
  }

  /** Takes so many bytes of memory until the request is over; says whether there was room. */
  boolean hold(int bytes) {
    if (!memory.take(bytes)) {
      return false;
    }
    held += bytes;
    return true;
  }

  // --- how it ends

  private void complete() {
    List<PartResult> all = List.of(Objects.requireNonNull(results));
    boolean none = all.stream().noneMatch(PartResult.Ok.class::isInstance);
    List<PartResult.Failed> failed =
        all.stream()
            .filter(PartResult.Failed.class::isInstance)
            .map(PartResult.Failed.class::cast)
            .toList();
    if (none && !failed.isEmpty()) {
      boolean late = failed.stream().allMatch(one -> one.status() == 504);
      fail("parts-failed", late ? PartResult.Failed.late() : PartResult.Failed.of(""));
      return;
    }
    long bytes = held;
    if (plan.shape == null) {
      work.run(loop, bytes, () -> written(Merging.merged(plan.parts, all), all), this::answerMade);
    } else {
      work.run(
          loop,
          bytes,
          () -> Optional.of(Merging.merged(plan.parts, all)),
          merged -> shape(merged, all, bytes));
    }
  }

  private void shape(Optional<ObjectNode> merged, List<PartResult> all, long bytes) {
    if (merged.isEmpty() || plan.shape == null) {
      refuse(502, "shape-failed");
      return;
    }
    work.evaluate(
        loop,
        plan.shape,
        merged.get(),
        bytes,
        shaped -> {
          if (shaped.isEmpty()) {
            refuse(502, "shape-failed");
          } else {
            work.run(loop, bytes, () -> written(shaped.get(), all), this::answerMade);
          }
        });
  }

  private Optional<byte[]> written(JsonNode value, List<PartResult> all) {
    if (plan.spec.report() && value instanceof ObjectNode object) {
      object.set("_parts", Merging.report(plan.parts, all));
    }
    return Optional.of(JsonWriter.bytes(value));
  }

  private void answerMade(Optional<byte[]> made) {
    if (made.isEmpty()) {
      refuse(502, "shape-failed");
      return;
    }
    if (end()) {
      FixedAnswers.send(exchange, 200, headers(), made.get());
    }
  }

  private HeaderList headers() {
    HeaderList headers = HeaderList.ofSize(8);
    headers.add(HttpHeaderNames.CONTENT_TYPE, "application/json");
    var answers = new ArrayList<HeaderList>();
    boolean partial = false;
    for (PartResult result : results) {
      if (result instanceof PartResult.Ok ok) {
        answers.addAll(ok.headers());
      }
      partial |= result != null && result.isPartial();
    }
    CombinedHeaders.write(answers, partial, plan.vary, headers);
    String visitor = decisions.mintedVisitor();
    if (visitor != null) {
      headers.add(HttpHeaderNames.SET_COOKIE, Clients.visitorCookie(exchange, visitor));
    }
    headers.add(PARTS, Objects.requireNonNull(exchange.outcome().parts));
    HeaderEditing.apply(headers, plan.route.spec().headers().response());
    return headers;
  }

  private void fail(String code, PartResult.Failed failed) {
    if (!end()) {
      return;
    }
    HeaderList headers = HeaderList.ofSize(4);
    failed.challenge().forEach(one -> headers.add(HttpHeaderNames.WWW_AUTHENTICATE, one));
    headers.add(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.add(PARTS, Objects.requireNonNull(exchange.outcome().parts));
    ProblemAnswer.send(
        exchange, failed.status(), code, new JsonObject().put("parts", codes()), headers);
  }

  private JsonArray codes() {
    var codes = new JsonArray();
    for (int i = 0; i < results.length; i++) {
      PartResult result = results[i];
      if (result != null) {
        String name = plan.parts.get(i).spec.name();
        codes.add(new JsonObject().put("name", name).put("code", result.code()));
      }
    }
    return codes;
  }

  /** Answers with a problem. */
  void refuse(int status, String code) {
    if (end()) {
      ProblemAnswer.send(exchange, status, code);
    }
  }

  private void clientFailed(Throwable cause) {
    if (cause instanceof BrokenBody) {
      refuse(ForwardError.BROKEN_BODY.status(), ForwardError.BROKEN_BODY.code());
    } else if (end()) {
      exchange.outcome().clientGone = true;
      exchange.outcome().status = ForwardError.CLIENT_GONE.status();
      exchange.closeClient();
      exchange.client().discard();
      exchange.finish(ForwardError.CLIENT_GONE.code());
    }
  }

  /** Nothing is waited for any more; says whether it had not ended before. */
  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    exchange.client().whenFailed(null);
    for (PartRun run : runs) {
      if (run != null) {
        run.cancel();
      }
    }
    memory.giveBack(held);
    held = 0;
    exchange.outcome().parts = Merging.told(plan.parts, Arrays.asList(results));
    return true;
  }
}
