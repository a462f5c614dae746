package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.json.JsonWriter;
import dev.figleaf.rules.EachSpec;
import dev.figleaf.rules.OnFailure;
import dev.figleaf.rules.PartReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One part of one request: its condition, its calls, and what comes of them. Confined to the loop
 * of its request.
 */
final class PartRun {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final byte[] NOTHING = new byte[0];

  /** What a cache had to do with calls of which some were answered in other ways than others. */
  private static final String MIXED = "mixed";

  final PartPlan plan;
  private final Assembly whole;
  private final List<PartCall> calls = new ArrayList<>(1);
  private final long begunNanos = System.nanoTime();
  private final long endsAt;
  private List<JsonNode> elements = List.of();
  private @Nullable JsonNode[] values = new JsonNode[0];
  private final List<HeaderList> headers = new ArrayList<>();
  private @Nullable String lacking;
  private @Nullable String kept;
  private PartResult.@Nullable Failed lastFailure;
  private int failures;
  private int begun;
  private int ended;
  private long held;
  private boolean over;

  PartRun(PartPlan plan, Assembly whole) {
    this.plan = plan;
    this.whole = whole;
    long own = plan.spec.timeout() == null ? Long.MAX_VALUE / 4 : plan.spec.timeout().toNanos();
    this.endsAt = Math.min(whole.endsAt - begunNanos, own) + begunNanos;
  }

  void start() {
    if (whole.skips(plan)) {
      end(new PartResult.Skipped());
      return;
    }
    PartPlan.Reading when = plan.when;
    if (when == null) {
      ask();
      return;
    }
    evaluate(
        when,
        made -> {
          if (made.isEmpty()) {
            end(PartResult.Failed.of("expression-failed"));
          } else if (holds(made.get())) {
            ask();
          } else {
            end(new PartResult.Skipped());
          }
        });
  }

  /** As JSONata's own {@code $boolean} says. */
  private static boolean holds(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.decimalValue().signum() != 0;
      case STRING -> !value.textValue().isEmpty();
      case ARRAY, OBJECT -> !value.isEmpty();
      default -> false;
    };
  }

  private void evaluate(PartPlan.Reading reading, Consumer<Optional<JsonNode>> then) {
    whole.work.evaluate(
        whole.loop,
        reading.expression(),
        whole.input(reading.roots()),
        whole.bytesOf(reading.roots()),
        made -> {
          if (!over) {
            then.accept(made);
          }
        });
  }

  // --- what is asked

  private void ask() {
    EachSpec each = plan.spec.each();
    if (each == null) {
      call(null, null, this::whole);
      return;
    }
    JsonNode of = whole.value(each.of().root());
    List<JsonNode> all = of == null ? null : PartValues.elements(of, each.of().path());
    if (all == null) {
      end(PartResult.Failed.of("missing-value"));
      return;
    }
    elements = all.subList(0, Math.min(each.atMost(), all.size()));
    lacking = elements.size() < all.size() ? PartResult.CUT : null;
    if (each.batch() != null) {
      batch(each.batch());
    } else {
      values = new JsonNode[elements.size()];
      askNext(each.concurrent());
    }
  }

  private void batch(String name) {
    var texts = new LinkedHashSet<String>();
    for (JsonNode element : elements) {
      String text = PartValues.text(element);
      if (text == null) {
        end(PartResult.Failed.of("bad-value"));
        return;
      }
      texts.add(text);
    }
    if (texts.isEmpty()) {
      finish(JSON.arrayNode());
    } else {
      call(null, reference -> isName(reference, name) ? List.copyOf(texts) : null, this::whole);
    }
  }

  private static boolean isName(PartReference reference, String name) {
    return reference.root().equals(name) && reference.path().isEmpty();
  }

  private void askNext(int concurrent) {
    while (!over && begun < elements.size() && begun - ended < concurrent) {
      int index = begun++;
      call(elements.get(index), null, result -> element(index, result));
    }
    if (!over && ended == elements.size()) {
      finishElements();
    }
  }

  /** Names that only this call knows. */
  private interface Own {
    @Nullable List<String> values(PartReference reference);
  }

  private void call(@Nullable JsonNode element, @Nullable Own own, Consumer<PartResult> then) {
    if (plan.target != null) {
      body(bytes -> send(plan.target, bytes, then), then);
      return;
    }
    PartTarget target =
        PartTarget.fill(
            plan.spec.path(),
            reference -> {
              List<String> known = own == null ? null : own.values(reference);
              return known == null ? whole.values(reference, element) : known;
            });
    switch (target) {
      case PartTarget.At(String at) -> body(bytes -> send(at, bytes, then), then);
      case PartTarget.Missing _ -> later(PartResult.Failed.of("missing-value"), then);
      case PartTarget.Refused _ -> later(PartResult.Failed.of("bad-value"), then);
    }
  }

  private void later(PartResult result, Consumer<PartResult> then) {
    whole.loop.execute(
        () -> {
          if (!over) {
            then.accept(result);
          }
        });
  }

  private void body(Consumer<byte[]> with, Consumer<PartResult> otherwise) {
    if (plan.body == null) {
      with.accept(plan.spec.sendsRequest() ? whole.body() : NOTHING);
      return;
    }
    evaluate(
        plan.body,
        made ->
            made.ifPresentOrElse(
                value -> with.accept(JsonWriter.bytes(value)),
                () -> later(PartResult.Failed.of("expression-failed"), otherwise)));
  }

  private void send(String target, byte[] bytes, Consumer<PartResult> then) {
    long left = endsAt - System.nanoTime();
    if (left <= 0) {
      later(PartResult.Failed.late(), then);
      return;
    }
    var own = new PartCall[1];
    var call =
        new PartCall(
            whole,
            this,
            whole.question(plan, target, bytes),
            result -> {
              calls.remove(own[0]);
              if (!over) {
                then.accept(result);
              }
            });
    own[0] = call;
    calls.add(call);
    call.start(left);
  }

  /** Counts bytes of answers against the most that the part may have. */
  boolean mayHold(int bytes) {
    held += bytes;
    return held <= plan.spec.maxPart().bytes();
  }

  // --- what comes of it

  private void whole(PartResult result) {
    switch (result) {
      case PartResult.Ok ok -> {
        heard(ok);
        finish(ok.value());
      }
      case PartResult.Failed _, PartResult.Skipped _ -> end(result);
    }
  }

  private void heard(PartResult.Ok ok) {
    headers.addAll(ok.headers());
    kept = kept == null || kept.equals(ok.kept()) ? ok.kept() : MIXED;
  }

  private void element(int index, PartResult result) {
    ended++;
    switch (result) {
      case PartResult.Ok ok -> {
        heard(ok);
        values[index] = ok.value();
      }
      case PartResult.Failed failed -> {
        if (plan.spec.policy() == OnFailure.FAIL) {
          end(failed);
          return;
        }
        lacking = lacking == null || lacking.equals(PartResult.CUT) ? failed.code() : lacking;
        failures++;
        lastFailure = failed;
      }
      case PartResult.Skipped _ -> {}
    }
    askNext(plan.spec.each() == null ? 1 : plan.spec.each().concurrent());
  }

  private void finishElements() {
    if (lastFailure != null && failures == elements.size()) {
      end(lastFailure);
      return;
    }
    var array = JSON.arrayNode();
    for (JsonNode value : values) {
      if (value != null) {
        array.add(value);
      }
    }
    finish(array);
  }

  private void finish(JsonNode value) {
    if (!plan.isShaped()) {
      end(new PartResult.Ok(value, value, held, headers, lacking, kept));
      return;
    }
    whole.work.run(
        whole.loop,
        held,
        () -> Optional.of(plan.members.shaped(value)),
        shaped -> {
          if (over) {
            return;
          }
          if (shaped.isEmpty()) {
            end(PartResult.Failed.of("no-room"));
          } else if (plan.spec.flatten() && !shaped.get().isObject()) {
            end(PartResult.Failed.of("not-an-object"));
          } else {
            end(new PartResult.Ok(value, shaped.get(), held, headers, lacking, kept));
          }
        });
  }

  private void end(PartResult result) {
    if (over) {
      return;
    }
    cancel();
    plan.meters.finished(result.code(), System.nanoTime() - begunNanos);
    whole.ended(this, result);
  }

  /** Nobody waits for it any more. */
  void cancel() {
    over = true;
    calls.forEach(PartCall::cancel);
    calls.clear();
  }
}
