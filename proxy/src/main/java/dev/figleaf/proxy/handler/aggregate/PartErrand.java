package dev.figleaf.proxy.handler.aggregate;

import dev.figleaf.proxy.cache.Asked;
import dev.figleaf.proxy.cache.CacheKey;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.handler.Clients;
import dev.figleaf.proxy.handler.Errand;
import dev.figleaf.proxy.http.ClientStream;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.http.Trailers;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardListener;
import dev.figleaf.proxy.upstream.ForwardPlan;
import dev.figleaf.proxy.upstream.ForwardTap;
import dev.figleaf.proxy.upstream.Forwarding;
import dev.figleaf.proxy.upstream.Loop;
import dev.figleaf.proxy.upstream.WholeRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** One call for a part on its way to the upstream that was chosen, or to what is kept of it. */
final class PartErrand implements Errand {
  private final Assembly whole;
  private final WholeRequest asked;
  private final Outcome outcome;
  private final ForwardPlan plan;
  private final long balanceKey;
  private final ForwardTap.@Nullable Source taps;

  /**
   * @param asked whoever takes the answer
   * @param plan with the time that the part has left for its deadline
   * @param taps says whether somebody listens; null where nobody does
   */
  PartErrand(
      Assembly whole,
      WholeRequest asked,
      Outcome outcome,
      ForwardPlan plan,
      long balanceKey,
      ForwardTap.@Nullable Source taps) {
    this.whole = whole;
    this.asked = asked;
    this.outcome = outcome;
    this.plan = plan;
    this.balanceKey = balanceKey;
    this.taps = taps;
    asked.begin(whole.loop);
  }

  @Override
  public ClientStream client() {
    return asked;
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public Loop loop() {
    return whole.loop;
  }

  @Override
  public String upstream() {
    return outcome.upstream;
  }

  /** As if the client had asked for the part's path itself. */
  @Override
  public CacheKey key() {
    return new CacheKey(Clients.site(whole.exchange, whole.facts), asked.target());
  }

  @Override
  public long patienceNanos() {
    return (outcome.startNanos + plan.deadlineNanos() - System.nanoTime()) / 2;
  }

  @Override
  public @Nullable ForwardTap tap() {
    return taps == null ? null : taps.tap(whole.loop, asked, asked.target(), whole.facts, outcome);
  }

  @Override
  public void start(
      ClientStream asking, Outcome of, ForwardListener listener, @Nullable ForwardTap tap) {
    new Forwarding(whole.loop, plan, balanceKey, asking, asked.target(), whole.facts, of, listener)
        .heardBy(tap)
        .start();
  }

  /** The whole tells it for all parts. */
  @Override
  public void tellCache(String status) {}

  @Override
  public void reply(Asked by, StoredAnswer answer, long now, @Nullable String code) {
    HeaderList kept = answer.headers();
    HeaderList headers = HeaderList.ofSize(kept.count() + 1);
    kept.forEach(headers::add);
    headers.add(HttpHeaderNames.AGE, Long.toString(answer.age(now) / 1_000));
    asked.head(answer.status(), "", headers, false);
    asked.write(Unpooled.wrappedBuffer(answer.body()));
    asked.end(Trailers.NONE);
    asked.ended(null, false);
  }

  @Override
  public void notStored() {
    asked.head(504, "", HeaderList.ofSize(0), false);
    asked.ended(null, false);
  }

  @Override
  public void responding(HeaderList headers) {}

  @Override
  public boolean closesClient() {
    return false;
  }

  @Override
  public void failed(ForwardError error, long retryAfterMillis) {
    asked.failed(error, retryAfterMillis);
  }

  @Override
  public void ended(@Nullable ForwardError error, boolean closeClient) {
    asked.ended(error, closeClient);
  }
}
