package dev.figleaf.proxy.shadow;

import org.jspecify.annotations.Nullable;

/**
 * What follows once a client is served: the other side is asked, sometimes the control once more,
 * and the judge gets what came back. Confined to its loop.
 */
final class Copying {
  private final ShadowRoute route;
  private final CopiedRequest request;
  private final Role by;
  private final Reply first;
  private final boolean learns;

  /**
   * @param by the side that served the client
   * @param first what it answered
   */
  Copying(ShadowRoute route, CopiedRequest request, Role by, Answer first) {
    this.route = route;
    this.request = request;
    this.by = by;
    this.first = new Reply.Answered(first);
    this.learns = request.asShadowed().safe() && route.learnsFrom(request.traceId());
  }

  void start() {
    request.hold();
    request.send(by == Role.CONTROL ? Role.CANDIDATE : Role.CONTROL, this::paired);
    if (learns && by == Role.CONTROL) {
      learnFrom(first);
    }
  }

  private void paired(Reply second) {
    if (learns && by == Role.CANDIDATE) {
      learnFrom(second);
    }
    if (second instanceof Reply.Failed(String code, boolean asked) && !asked) {
      route.judge.leftOut(route.subject, code);
      request.done();
      return;
    }
    boolean served = by == Role.CONTROL;
    var pair =
        new Pair(
            route.subject,
            request.asShadowed(),
            served ? first : second,
            served ? second : first,
            request);
    var _ = route.judge.compare(pair);
  }

  private void learnFrom(Reply earlier) {
    if (earlier instanceof Reply.Answered(Answer before)) {
      request.hold();
      request.send(Role.CONTROL, later -> learn(before, later));
    }
  }

  private void learn(Answer before, @Nullable Reply later) {
    if (later instanceof Reply.Answered(Answer after)) {
      route.judge.learn(route.subject, request.asShadowed(), before, after);
    }
    request.done();
  }
}
