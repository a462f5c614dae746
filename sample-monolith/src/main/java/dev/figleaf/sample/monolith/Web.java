package dev.figleaf.sample.monolith;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes: from requests to handlers on virtual threads, and their answers back. */
final class Web {
  /** The largest body that the shop reads. */
  static final int MOST_BODY = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Web.class);

  /** What the router itself refuses, and 500 for what a handler throws. */
  private static final List<Integer> REFUSED = List.of(400, 404, 413, 500);

  private final Vertx vertx;
  private final Router router;
  private final Blocking blocking;
  private final Map<String, Set<String>> allowed = new HashMap<>();

  /** What makes an answer of a request; may block. */
  interface Handler {
    /** May fail with {@link HttpError}. */
    Answer answer(Call call);
  }

  Web(Vertx vertx, Blocking blocking) {
    this.vertx = vertx;
    this.blocking = blocking;
    this.router = Router.router(vertx);
    REFUSED.forEach(status -> router.errorHandler(status, context -> refuse(context, status)));
  }

  /** Routes GET and HEAD. */
  void get(String path, Handler handler) {
    getLater(path, _ -> 0, handler);
  }

  /** Routes GET and HEAD to a handler that waits before it begins, on no thread. */
  void getLater(String path, ToIntFunction<Call> millis, Handler handler) {
    stream(
        path,
        context -> {
          var call = Call.of(context);
          var delay = millis.applyAsInt(call);
          answer(
              context,
              (delay == 0 ? Future.succeededFuture() : vertx.timer(delay))
                  .compose(_ -> blocking.call(() -> handler.answer(call))));
        });
  }

  /** Routes POST; the body, or the form, is read before the handler. */
  void post(String path, Handler handler) {
    read(path, HttpMethod.POST, handler);
  }

  /** Routes PATCH; the body is read before the handler. */
  void patch(String path, Handler handler) {
    read(path, HttpMethod.PATCH, handler);
  }

  private void read(String path, HttpMethod method, Handler handler) {
    route(path, method)
        .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY))
        .handler(
            context -> {
              var call = Call.of(context);
              answer(context, blocking.call(() -> handler.answer(call)));
            });
  }

  /** Routes GET and HEAD to a handler that writes its answer itself, on the event loop. */
  void stream(String path, io.vertx.core.Handler<RoutingContext> handler) {
    route(path, HttpMethod.GET, HttpMethod.HEAD).handler(handler);
  }

  private Route route(String path, HttpMethod... methods) {
    var route = router.route(path);
    var known = allowed.computeIfAbsent(path, _ -> refuseOthers(path));
    for (var method : methods) {
      route.method(method);
      known.add(method.name());
    }
    return route;
  }

  /** After all routes of a path: what came so far has a method that none of them takes. */
  private Set<String> refuseOthers(String path) {
    var methods = new TreeSet<String>();
    router
        .route(path)
        .last()
        .handler(
            context -> {
              var answer = Refusals.of(new HttpError(405, Refusals.reason(405)), path);
              Answers.send(context.request(), answer.with("Allow", String.join(", ", methods)));
            });
    return methods;
  }

  void handle(HttpServerRequest request) {
    router.handle(request);
  }

  private static void answer(RoutingContext context, Future<Answer> answer) {
    answer
        .compose(ready -> sent(context, ready)) // what sending throws must be answered as well
        .onFailure(context::fail);
  }

  private static Future<Answer> sent(RoutingContext context, Answer answer) {
    Answers.send(context.request(), answer);
    return Future.succeededFuture(answer);
  }

  private static void refuse(RoutingContext context, int status) {
    var request = context.request();
    var refusal =
        context.failure() instanceof HttpError error
            ? error
            : new HttpError(status, Refusals.reason(status));
    if (refusal.status() == 500) {
      LOG.error("{} {} failed", request.method(), request.path(), context.failure());
    }
    Answers.send(request, Refusals.of(refusal, request.path()));
  }
}
