package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.routing.Cohort;
import dev.figleaf.routing.Decision;
import dev.figleaf.routing.RequestHead;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which side answers each part of one request: all parts of a seam the same, and a visitor who is
 * new to one seam is the same one to the next. Confined to the loop of the request.
 */
final class Decisions {
  private final RequestHead head;
  private final Map<String, Decision> seams = new HashMap<>();
  private @Nullable String visitor;

  Decisions(RequestHead head) {
    this.head = head;
  }

  Decision of(PartPlan part) {
    String seam = part.spec.seam();
    return seam == null ? decide(part) : seams.computeIfAbsent(seam, _ -> decide(part));
  }

  private Decision decide(PartPlan part) {
    RequestHead known = visitor == null ? head : new Known(head, visitor);
    Decision decision = part.splitter.decide(known, ThreadLocalRandom.current());
    if (decision.mintedVisitor() != null) {
      visitor = decision.mintedVisitor();
    }
    return decision;
  }

  /** The cookie value of a visitor who got one here; null where nobody did. */
  @Nullable String mintedVisitor() {
    return visitor;
  }

  /** The request as if the visitor had been here before. */
  private record Known(RequestHead head, String visitor) implements RequestHead {
    @Override
    public String method() {
      return head.method();
    }

    @Override
    public String host() {
      return head.host();
    }

    @Override
    public String path() {
      return head.path();
    }

    @Override
    public @Nullable String rawQuery() {
      return head.rawQuery();
    }

    @Override
    public @Nullable String header(String name) {
      return head.header(name);
    }

    @Override
    public @Nullable String query(String name) {
      return head.query(name);
    }

    @Override
    public @Nullable String cookie(String name) {
      return name.equals(Cohort.VISITOR_COOKIE) ? visitor : head.cookie(name);
    }

    @Override
    public byte[] client() {
      return head.client();
    }
  }
}
