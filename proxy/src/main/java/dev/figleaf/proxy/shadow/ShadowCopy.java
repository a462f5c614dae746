package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.WholeRequest;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * One copy of a request on its way. The answer is captured and thrown away; what takes too long, or
 * is longer than it can be worth, is broken off. Confined to its loop.
 */
final class ShadowCopy extends Deadline implements WholeRequest.Taker {
  private final CopiedRequest request;
  private final ForwardPlan plan;
  private final Consumer<Reply> then;
  private final Outcome outcome = new Outcome();
  private final BodyCapture body;
  private final WholeRequest asked;
  private HeaderList fields = HeaderList.ofSize(0);
  private int status;

  ShadowCopy(CopiedRequest request, ForwardPlan plan, String target, Consumer<Reply> then) {
    this.request = request;
    this.plan = plan;
    this.then = then;
    this.body =
        new BodyCapture((int) Math.min(request.route.spec.limit().bytes(), BodyCapture.MOST));
    this.asked =
        new WholeRequest(
            new WholeRequest.Question(
                served().client().version(),
                served().client().method(),
                target,
                served().client().headers(),
                request.body),
            this);
  }

  void start() {
    long now = System.nanoTime();
    outcome.startNanos = now;
    outcome.path = served().outcome().path;
    outcome.rawQuery = served().outcome().rawQuery;
    served().loop().deadlines().set(this, now + request.route.spec.timeout().toNanos());
    long balanceKey = Double.doubleToLongBits(served().outcome().draw);
    asked.start(served().loop(), plan, balanceKey, served().facts(), outcome, null);
  }

  private Served served() {
    return request.served;
  }

  @Override
  public void headed(int answered, HeaderList headers) {
    status = answered;
    fields = headers;
  }

  @Override
  public void piece(ByteBuf piece) {
    long before = body.held();
    body.add(piece);
    if (!request.lease.take(body.held() - before)) {
      breakOff(new Reply.Failed(LeftOut.BUDGET, false));
    } else if (body.length() > request.most) {
      // A longer one cannot be equal, however long it is.
      breakOff(answer());
    }
  }

  @Override
  public void answered() {
    end(answer());
  }

  @Override
  public void failed(ForwardError error) {
    end(new Reply.Failed(error.code(), error.isUpstreamsFault()));
  }

  @Override
  protected void expired() {
    breakOff(new Reply.Failed(LeftOut.TIMEOUT, true));
  }

  private Reply answer() {
    return new Reply.Answered(
        new Answer(status, new HeaderFields(fields), body.end(), ShadowTap.took(outcome)));
  }

  private void breakOff(Reply reply) {
    asked.breakOff();
    end(reply);
  }

  private void end(Reply reply) {
    served().loop().deadlines().clear(this);
    then.accept(reply);
  }
}
