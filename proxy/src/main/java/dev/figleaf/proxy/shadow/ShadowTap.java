package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardTap;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Captures one request and its answer while both stream by, and has it copied once the client is
 * served. What is over a bound is given up, and counted; the client never notices.
 *
 * <p>Confined to the event loop of the client's connection.
 */
final class ShadowTap implements ForwardTap {
  private final ShadowRoute route;
  private final Served served;
  private final String chosen;
  private @Nullable String whyNot;
  private @Nullable Lease lease;
  private @Nullable BodyCapture body;
  private @Nullable BodyCapture answer;
  private @Nullable HeaderList headers;
  private String answeredBy = Outcome.NONE;
  private int status;

  /**
   * @param whyNot why it is not copied; null where it is
   */
  ShadowTap(ShadowRoute route, Served served, @Nullable String whyNot) {
    this.route = route;
    this.served = served;
    this.chosen = served.outcome().upstream;
    this.whyNot = whyNot;
  }

  @Override
  public void requestPiece(ByteBuf piece) {
    if (whyNot == null) {
      body = body == null ? capture() : body;
      take(body, piece);
    }
  }

  @Override
  public void answering(String upstream, int answered, HeaderList fields) {
    answeredBy = upstream;
    status = answered;
    if (whyNot == null) {
      headers = fields.copy();
    }
  }

  @Override
  public void answerPiece(ByteBuf piece) {
    if (whyNot == null) {
      answer = answer == null ? capture() : answer;
      take(answer, piece);
    }
  }

  private BodyCapture capture() {
    return new BodyCapture((int) Math.min(route.spec.limit().bytes(), BodyCapture.MOST));
  }

  private void take(BodyCapture into, ByteBuf piece) {
    long before = into.held();
    into.add(piece);
    if (!lease().take(into.held() - before)) {
      giveUp(LeftOut.BUDGET);
    }
  }

  private Lease lease() {
    lease = lease == null ? new Lease(route.memory) : lease;
    return lease;
  }

  private void giveUp(String reason) {
    whyNot = reason;
    body = null;
    answer = null;
    if (lease != null) {
      lease.end();
    }
  }

  @Override
  public void answered() {
    live(status);
    if (whyNot == null && !answeredBy.equals(chosen)) {
      unanswered(code());
    } else if (whyNot == null) {
      // The turn of the loop belongs to clients.
      served.loop().execute(this::copy);
    } else {
      leaveOut();
    }
  }

  @Override
  public void failed(ForwardError error) {
    live(error.status());
    if (whyNot == null) {
      if (error.isUpstreamsFault()) {
        unanswered(error.code());
      } else {
        giveUp(error == ForwardError.CLIENT_GONE ? LeftOut.CLIENT_GONE : LeftOut.NOT_ANSWERED);
      }
    }
    leaveOut();
  }

  private void live(int seen) {
    Outcome outcome = served.outcome();
    route.judge.live(route.subject, outcome.method, outcome.path, seen);
  }

  private void leaveOut() {
    if (whyNot != null) {
      route.judge.leftOut(route.subject, whyNot);
    }
  }

  /** The chosen side did not answer, whoever did in its place. */
  private void unanswered(String code) {
    Outcome outcome = served.outcome();
    if (route.role(chosen) == Role.CANDIDATE) {
      route.judge.failed(route.subject, outcome.method, outcome.path, code);
    } else {
      route.judge.leftOut(route.subject, LeftOut.NOT_ANSWERED);
    }
    if (lease != null) {
      lease.end();
    }
  }

  private String code() {
    Outcome outcome = served.outcome();
    return outcome.rescued != null ? outcome.rescued : String.valueOf(outcome.fallback);
  }

  private void copy() {
    Role by = route.role(chosen);
    if (route.plan(other(by), chosen) == null) {
      giveUp(LeftOut.SAME_UPSTREAM);
    }
    CapturedBody sent = body == null ? CapturedBody.EMPTY : body.end();
    if (whyNot == null && !(sent instanceof CapturedBody.Whole)) {
      giveUp(LeftOut.BODY_TOO_LARGE);
    }
    if (whyNot == null && sent instanceof CapturedBody.Whole(byte[] bytes)) {
      var request = new CopiedRequest(route, served, chosen, bytes, lease(), received());
      new Copying(route, request, by, answer()).start();
    } else {
      leaveOut();
    }
  }

  private static Role other(Role role) {
    return role == Role.CONTROL ? Role.CANDIDATE : Role.CONTROL;
  }

  private long received() {
    return answer == null ? 0 : answer.length();
  }

  private Answer answer() {
    Outcome outcome = served.outcome();
    return new Answer(
        status,
        new HeaderFields(headers == null ? HeaderList.ofSize(0) : headers),
        answer == null ? CapturedBody.EMPTY : answer.end(),
        took(outcome));
  }

  /** From the request sent to the head of the answer: what a client's own pace cannot change. */
  static Duration took(Outcome outcome) {
    return Duration.ofNanos(Math.max(0, outcome.headNanos - outcome.sentNanos));
  }
}
