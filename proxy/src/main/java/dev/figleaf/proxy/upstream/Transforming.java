package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpMethod;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of one {@link Forwarding} that change at the boundary of an upstream.
 *
 * <p>The body of a request is here whole before the first attempt, and changed once for each
 * upstream that is asked and has a {@link Transform}; another upstream gets it as the client sent
 * it. The body of an answer is read whole while nothing has left for the client, so that what goes
 * wrong with it is a failure as any other: the upstream may be asked again, or another one in its
 * place.
 *
 * <p>Confined to its event loop; holds memory of what all transforms share until its end.
 */
final class Transforming {
  private static final byte[] NOTHING = {};

  private final Forwarding owner;
  private final Transform.Asked asked;
  private @Nullable ForwardPlan madeFor;
  private @Nullable Transform holder;
  private @Nullable MadeAnswer answer;
  private long held;
  private long heldOfAnswer;
  private boolean over;

  Transforming(Forwarding owner) {
    this.owner = owner;
    this.asked = new Transform.Asked(owner.client.headers(), owner.outcome);
  }

  // --- the request

  /** Whether a body is of a kind that the transform of a plan cannot change. */
  static boolean refuses(ForwardPlan plan, HeaderList headers) {
    return readsRequests(plan)
        && !TransformedHeads.isJson(
            headers.text(HttpHeaderNames.CONTENT_TYPE),
            headers.text(HttpHeaderNames.CONTENT_ENCODING));
  }

  private static boolean readsRequests(ForwardPlan plan) {
    return plan.transform() != null && plan.transform().readsRequests();
  }

  /**
   * Changes the body for the upstream of a plan, where it must be.
   *
   * @param then goes on, where it had to be changed first
   * @return whether it is as it must be, so that all can go on now
   */
  boolean isReady(ForwardPlan plan, Runnable then) {
    if (plan == madeFor) {
      return true;
    }
    Transform transform = plan.transform();
    byte[] body = readsRequests(plan) ? owner.body.bytes() : NOTHING;
    if (transform == null || body.length == 0) {
      owner.body.standIn(null);
      madeFor = null;
      return true;
    }
    if (refuses(plan, owner.client.headers())) {
      owner.fail(ForwardError.BODY_UNSUPPORTED);
    } else {
      transform.request(owner.loop, asked, body, made -> made(plan, transform, made, then));
    }
    return false;
  }

  private void made(ForwardPlan plan, Transform transform, Transform.Made made, Runnable then) {
    if (over) {
      return;
    }
    switch (made) {
      case Transform.Made.Body(byte[] bytes) -> {
        if (hold(transform, bytes.length)) {
          owner.body.standIn(bytes);
          madeFor = plan;
          then.run();
        } else {
          owner.fail(ForwardError.NO_MEMORY);
        }
      }
      case Transform.Made.NotJson() -> owner.fail(ForwardError.BODY_NOT_JSON);
      case Transform.Made.Failed() -> giveUp(ForwardError.BODY_NOT_TRANSFORMED);
    }
  }

  private boolean hold(Transform transform, long bytes) {
    if (!transform.memory().take(bytes)) {
      return false;
    }
    holder = transform;
    held += bytes;
    return true;
  }

  // --- the answer

  /** Whether the answer to a request must be read whole. */
  static boolean reads(ForwardPlan plan, HttpMethod method, UpstreamResponse response) {
    Transform transform = plan.transform();
    int status = response.status();
    return transform != null
        && transform.readsAnswers(status)
        && method != HttpMethod.HEAD
        && status != 101
        && status != 204
        && status != 205
        && !"0".equals(response.headers().get(HttpHeaderNames.CONTENT_LENGTH));
  }

  /** Reads the answer of an attempt, if it is worth it. */
  void read(Attempt by, UpstreamResponse response) {
    String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    long announced = length == null ? -1 : Long.parseLong(length);
    if (response.status() == 206
        || !TransformedHeads.isJson(
            response.headers().get(HttpHeaderNames.CONTENT_TYPE),
            response.headers().get(HttpHeaderNames.CONTENT_ENCODING))) {
      refuse(by, ForwardError.ANSWER_NOT_JSON);
    } else if (announced > transform(by).mostBytes()) {
      refuse(by, ForwardError.ANSWER_TOO_LARGE);
    } else {
      by.relaying();
      by.give(new AnswerReading(this, by, response, announced));
    }
  }

  private static Transform transform(Attempt by) {
    return Objects.requireNonNull(by.plan().transform());
  }

  /** Whether more of an answer may be held; where it may not, all of it is given up. */
  boolean mayHold(Attempt by, long before, int bytes) {
    Transform transform = transform(by);
    if (before + bytes > transform.mostBytes()) {
      refuse(by, ForwardError.ANSWER_TOO_LARGE);
      return false;
    }
    if (!hold(transform, bytes)) {
      refuse(by, ForwardError.NO_MEMORY);
      return false;
    }
    heldOfAnswer += bytes;
    return true;
  }

  private void refuse(Attempt by, ForwardError error) {
    letGoOfAnswer();
    by.discard();
    owner.failed(by, Failure.of(error));
  }

  /** The attempt that was read failed. */
  void letGoOfAnswer() {
    if (holder != null) {
      holder.memory().giveBack(heldOfAnswer);
      held -= heldOfAnswer;
      heldOfAnswer = 0;
    }
  }

  /** The answer of an attempt is here whole. */
  void read(Attempt by, UpstreamResponse response, byte[] body) {
    HeaderList headers = HeaderList.ofSize(response.headers().size() + 4);
    ResponseHead.write(
        response,
        headers,
        by.plan(),
        ResponseRewriter.Sides.of(by.plan(), by.endpoint(), owner.client, owner.facts));
    by.finish(owner.body.isEnded());
    owner.answered(by);
    ForwardPlan plan = by.plan();
    if (body.length == 0) {
      give(plan, response, headers, body);
    } else {
      transform(by)
          .answer(
              owner.loop,
              asked,
              response.status(),
              body,
              made -> made(plan, response, headers, made));
    }
  }

  private void made(
      ForwardPlan plan, UpstreamResponse response, HeaderList headers, Transform.Made made) {
    if (over) {
      return;
    }
    switch (made) {
      case Transform.Made.Body(byte[] bytes) -> give(plan, response, headers, bytes);
      case Transform.Made.NotJson() -> giveUp(ForwardError.ANSWER_NOT_JSON);
      case Transform.Made.Failed() -> giveUp(ForwardError.ANSWER_NOT_TRANSFORMED);
    }
  }

  private void giveUp(ForwardError error) {
    letGoOfAnswer();
    owner.untransformed(Failure.of(error));
  }

  private void give(ForwardPlan plan, UpstreamResponse response, HeaderList headers, byte[] bytes) {
    if (!hold(Objects.requireNonNull(plan.transform()), bytes.length)) {
      owner.fail(ForwardError.NO_MEMORY);
      return;
    }
    UpstreamResponse told = response.told(plan.told(response.status()));
    boolean closes = !owner.body.isEnded() || owner.isLastOfItsConnection();
    owner.relays(told.status());
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
    if (closes && !owner.client.isHttp2()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    answer = new MadeAnswer(owner, plan, bytes, closes);
    answer.send(told, headers);
  }

  /** Nothing is waited for any more. */
  void end() {
    over = true;
    if (answer != null) {
      answer.stop();
    }
    if (holder != null) {
      holder.memory().giveBack(held);
      held = 0;
    }
  }
}
