package dev.figleaf.rules;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to a matched request. Exactly one of the keywords stands on a route. */
public sealed interface Action {

  /** One upstream answers. */
  @Keyword("to")
  @Doc("The upstream that answers.")
  record Forward(@Shorthand String upstream) implements Action {}

  /** One of several upstreams answers, by weight. Weights need not sum to 100. */
  @Keyword("split")
  @Doc("Upstreams and their weights.")
  record Split(@Shorthand @Range(min = 0, max = 1_000_000) Map<String, Integer> weights)
      implements Action {
    public Split {
      weights = Ordered.copyOf(weights);
    }
  }

  /** One side of a seam answers. */
  @Keyword("seam")
  @Doc("The seam whose sides answer.")
  record Seam(@Shorthand String seam) implements Action {}

  /** The client is sent elsewhere. */
  @Keyword("redirect")
  @Doc("Where the client is sent.")
  record Redirect(
      @Shorthand
          @Check(TextKind.REDIRECT_TARGET)
          @Doc("The new location; `{captures}` are filled in.")
          String to,
      @Doc("301, 302, 303, 307 or 308; 302 when absent.") @Default("302") int status)
      implements Action {}

  /**
   * The facade answers itself.
   *
   * @param json a JSON text, or null
   * @param body a text, or null; never together with json
   */
  @Keyword("respond")
  @OneOf({"json", "body"})
  @Doc("A fixed answer.")
  record Respond(
      @Shorthand @Doc("The status; 200 when absent.") @Default("200") @Range(min = 200, max = 599)
          int status,
      @Doc("Headers of the answer.")
          @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.HEADER_VALUE)
          Map<String, String> headers,
      @Doc("A JSON body, written as YAML.") @Nullable JsonText json,
      @Doc("A body as text.") @Nullable String body)
      implements Action {
    public Respond {
      headers = Ordered.copyOf(headers);
    }
  }

  /**
   * The answers of several upstreams, put together.
   *
   * @param parts by name, in the order in which they are put together
   * @param shape a JSONata expression that makes the answer of them, or null
   */
  @Keyword("aggregate")
  @Doc("An answer that is put together of several parts.")
  record Aggregate(
      @Doc("How long the client waits for the whole; each part gets what is left.")
          @Range(min = 1, max = 600_000)
          @Default("5s")
          Duration timeout,
      @Doc("What is asked, in the order in which it is put together.")
          @Check(keys = TextKind.PART_NAME)
          Map<String, PartSpec> parts,
      @Doc("A JSONata expression that makes the answer of what was put together.")
          @Nullable String shape,
      @Doc("Whether `_parts` in the answer says what became of each part.") @Default("false")
          boolean report)
      implements Action {
    public Aggregate {
      parts = Ordered.copyOf(parts);
    }
  }
}
