package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.telemetry.ShadowMeters;
import dev.figleaf.proxy.upstream.ClientFacts;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.SharedMemory;
import dev.figleaf.rules.ShadowSpec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of one route are copied, and where to: compiled once, shared by all requests.
 *
 * <p>Counts by reason what is not copied.
 */
public final class ShadowRoute implements ForwardTap.Source {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  final Subject subject;
  final ShadowSpec spec;
  final Judge judge;
  final SharedMemory memory;
  final ShadowMeters meters;
  private final String candidate;
  private final Map<String, ForwardPlan> plans;
  private final UnaryOperator<String> rewrite;
  private final double noise;

  /**
   * @param candidate the upstream that is judged; any other one is the control of what it serves
   * @param plans how copies go to each upstream
   * @param rewrite of the target that the serving side got
   */
  public ShadowRoute(
      Subject subject,
      ShadowSpec spec,
      String candidate,
      Map<String, ForwardPlan> plans,
      UnaryOperator<String> rewrite,
      ShadowMeters meters,
      Shadowing shadowing) {
    this.subject = subject;
    this.spec = spec;
    this.meters = meters;
    this.candidate = candidate;
    this.plans = Map.copyOf(plans);
    this.rewrite = rewrite;
    this.judge = shadowing.judge();
    this.memory = shadowing.memory();
    this.noise = noise(spec);
  }

  // Asked twice is who is copied, so the share of those is larger: never more than is allowed of
  // all requests.
  private static double noise(ShadowSpec spec) {
    return switch (spec.compare().noise().mode()) {
      case OFF -> 0;
      case AUTO -> {
        double sample = spec.sample().fraction();
        double wanted = spec.compare().noise().sample().fraction();
        yield sample == 0 ? 0 : Math.min(1, wanted / sample);
      }
    };
  }

  @Override
  public @Nullable ForwardTap tap(
      Loop loop, ClientStream client, String target, ClientFacts facts, Outcome outcome) {
    if (client.headers().contains(HttpHeaderNames.UPGRADE) || client.isWebSocketStream()) {
      judge.leftOut(subject, LeftOut.UPGRADE);
      return null;
    }
    String why = whyNot(client, facts, outcome);
    return new ShadowTap(this, new Served(loop, client, target, facts, outcome), why);
  }

  private @Nullable String whyNot(ClientStream client, ClientFacts facts, Outcome outcome) {
    if (facts.peerTrusted() && client.headers().contains(LeftOut.SHADOW_HEADER)) {
      return LeftOut.ALREADY_SHADOW;
    }
    if (!mayCopy(client.method())) {
      return LeftOut.UNSAFE_METHOD;
    }
    String traceId = outcome.traceId;
    if (traceId == null || !Sampling.COPY.draws(traceId, spec.sample())) {
      return LeftOut.NOT_SAMPLED;
    }
    CharSequence length = client.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    boolean large =
        length != null && Long.parseLong(length, 0, length.length(), 10) > spec.limit().bytes();
    return large ? LeftOut.BODY_TOO_LARGE : null;
  }

  private boolean mayCopy(HttpMethod method) {
    return spec.methods().isEmpty() ? isSafe(method) : spec.methods().contains(method.name());
  }

  /** RFC 9110 §9.2.1. */
  static boolean isSafe(HttpMethod method) {
    return SAFE.contains(method.name());
  }

  /** Whether the control is asked twice for what it answered to a request of this trace. */
  boolean learnsFrom(@Nullable String traceId) {
    return traceId != null && noise > 0 && Sampling.NOISE.draws(traceId, noise);
  }

  /** Which side an upstream is. */
  Role role(String upstream) {
    return upstream.equals(candidate) ? Role.CANDIDATE : Role.CONTROL;
  }

  /** How copies go to a side, where this upstream served the request. */
  @Nullable ForwardPlan plan(Role role, String servedBy) {
    return switch (role) {
      case CANDIDATE -> plans.get(candidate);
      case CONTROL ->
          role(servedBy) == Role.CONTROL
              ? plans.get(servedBy)
              : plans.entrySet().stream()
                  .filter(one -> !one.getKey().equals(candidate))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElse(null);
    };
  }

  /** Where a copy goes, in place of where the request went. */
  String target(String served) {
    return rewrite.apply(served);
  }
}
