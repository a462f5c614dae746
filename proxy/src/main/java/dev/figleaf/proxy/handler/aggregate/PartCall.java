package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.json.JsonReader;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.Deadline;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.WholeRequest;
import dev.figleaf.routing.Decision;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call for a part, from its request to the JSON of its answer. Confined to the loop of its
 * request; tells how it ended on a later turn of it, and nothing once it was broken off.
 */
final class PartCall extends Deadline implements WholeRequest.Taker {
  /** What is read of an answer that nobody wants, so that its connection can be used again. */
  private static final int UNWANTED = 64 * 1024;

  private static final byte[] NOTHING = new byte[0];

  /** The forwarding's own deadline ends a moment before, so that it counts as the upstream's. */
  private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(2);

  private final Assembly whole;
  private final PartRun run;
  private final Consumer<PartResult> then;
  private final WholeRequest asked;
  private final Outcome outcome = new Outcome();
  private byte[] body = NOTHING;
  private int read;
  private HeaderList headers = HeaderList.ofSize(0);
  private PartResult.@Nullable Failed failed;
  private int unwanted;
  private boolean over;

  PartCall(Assembly whole, PartRun run, WholeRequest.Question question, Consumer<PartResult> then) {
    this.whole = whole;
    this.run = run;
    this.then = then;
    this.asked = new WholeRequest(question, this);
    Outcome client = whole.exchange.outcome();
    int query = question.target().indexOf('?');
    outcome.requestId = client.requestId;
    outcome.traceId = client.traceId;
    outcome.method = question.method().name();
    outcome.path = query < 0 ? question.target() : question.target().substring(0, query);
    outcome.rawQuery = query < 0 ? null : question.target().substring(query + 1);
    outcome.seam = run.plan.spec.seam();
  }

  /** Asks, within so many nanoseconds. */
  void start(long within) {
    Decision decision = whole.decisions.of(run.plan);
    var side = Objects.requireNonNull(run.plan.sides.get(decision.upstream()));
    outcome.upstream = decision.upstream();
    outcome.draw = decision.draw();
    outcome.cohortKey = decision.key();
    outcome.startNanos = System.nanoTime();
    var errand =
        new PartErrand(
            whole,
            asked,
            outcome,
            side.plan().within(within),
            side.key().of(whole.exchange.head()),
            run.plan.taps);
    if (run.plan.cache == null) {
      errand.start(run.plan.invalidates.tap(errand, errand.tap()));
    } else {
      run.plan.cache.handle(errand);
    }
    if (!over) {
      whole.loop.deadlines().set(this, outcome.startNanos + within + GRACE);
    }
  }

  @Override
  public void headed(int status, HeaderList fields) {
    headers = fields;
    if (status / 100 != 2) {
      failed = PartResult.Failed.ofStatus(status, fields);
    } else if (status != 204 && status != 205 && !isJson(fields.text("Content-Type"))) {
      failed = PartResult.Failed.of("not-json");
    } else if (isCoded(fields.text("Content-Encoding"))) {
      failed = PartResult.Failed.of("content-coding");
    }
  }

  private static boolean isJson(@Nullable String type) {
    if (type == null) {
      return true;
    }
    String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return essence.equals("application/json") || essence.endsWith("+json");
  }

  private static boolean isCoded(@Nullable String coding) {
    return coding != null && !coding.strip().equalsIgnoreCase("identity");
  }

  @Override
  public void piece(ByteBuf piece) {
    int bytes = piece.readableBytes();
    if (failed != null) {
      unwanted += bytes;
      if (unwanted > UNWANTED) {
        breakOff(failed);
      }
    } else if (!run.mayHold(bytes)) {
      breakOff(PartResult.Failed.of("too-large"));
    } else if (!whole.hold(bytes)) {
      breakOff(PartResult.Failed.of("no-memory"));
    } else {
      take(piece, bytes);
    }
  }

  /** Most answers are one piece. */
  private void take(ByteBuf piece, int bytes) {
    if (read + bytes > body.length) {
      body = Arrays.copyOf(body, read == 0 ? bytes : Math.max(read + bytes, 2 * read));
    }
    piece.getBytes(piece.readerIndex(), body, read, bytes);
    read += bytes;
  }

  @Override
  public void answered() {
    if (failed != null) {
      end(failed);
      return;
    }
    byte[] all = read == body.length ? body : Arrays.copyOf(body, read);
    over = true;
    stopTimer();
    whole.loop.execute(
        () ->
            whole.work.run(
                whole.loop,
                all.length,
                () -> json(all),
                value -> then.accept(result(value, all.length))));
  }

  private Optional<JsonNode> json(byte[] text) {
    if (text.length == 0 && headers.get(HttpHeaderNames.CONTENT_TYPE) == null) {
      return Optional.of(NullNode.getInstance());
    }
    return whole.plan.looksInto(run.plan) ? JsonReader.read(text) : JsonReader.verbatim(text);
  }

  private PartResult result(Optional<JsonNode> json, int bytes) {
    return json.<PartResult>map(
            value -> new PartResult.Ok(value, value, bytes, List.of(headers), null, use()))
        .orElse(PartResult.Failed.of("not-json"));
  }

  private @Nullable String use() {
    return outcome.cache == null ? null : outcome.cache.word();
  }

  @Override
  public void failed(ForwardError error) {
    end(PartResult.Failed.of(error));
  }

  @Override
  protected void expired() {
    breakOff(PartResult.Failed.late());
  }

  private void breakOff(PartResult result) {
    asked.breakOff();
    end(result);
  }

  /** Nobody waits for it any more. */
  void cancel() {
    if (!over) {
      over = true;
      stopTimer();
      asked.breakOff();
    }
  }

  private void end(PartResult result) {
    if (!over) {
      over = true;
      stopTimer();
      // Never within what the upstream's connection is doing.
      whole.loop.execute(() -> then.accept(result));
    }
  }

  private void stopTimer() {
    whole.loop.deadlines().clear(this);
  }
}
