package dev.figleaf.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the two answers of a shadowed request are compared. */
public record CompareSpec(
    @Doc("Places that are not compared.") List<FieldPath> ignore,
    @Doc("Arrays of a JSON body whose order means nothing.") List<FieldPath> sort,
    @Doc("How far values may be apart, by place: a number, or a duration for times.")
        @Check(keys = TextKind.FIELD)
        Map<String, Tolerance> tolerance,
    @Doc("A JSONata expression that brings the candidate's JSON into the control's words.")
        @Nullable String map,
    @Doc("Groups of statuses that count as the same, such as [[200, 204]].")
        @Range(min = 100, max = 599)
        List<List<Integer>> equivalentStatus,
    @Doc("Headers that are compared beside the usual ones.") @Check(TextKind.HEADER_NAME)
        List<String> headers,
    @Doc("What is learned of fields that differ by themselves: `auto`, `off`, or the sample.")
        NoiseSpec noise,
    @Doc("Ids that the two sides give by themselves: equal when they always go together.")
        List<FieldPath> pair,
    @Doc("Places whose values are never kept, beside credentials.") List<FieldPath> redact,
    @Doc("Examples kept of each difference; 0 for none.") @Range(min = 0, max = 20) @Default("3")
        int examples) {

  @WhenAbsent
  public static final CompareSpec STANDARD =
      new CompareSpec(
          List.of(),
          List.of(),
          Map.of(),
          null,
          List.of(),
          List.of(),
          NoiseSpec.STANDARD,
          List.of(),
          List.of(),
          3);

  public CompareSpec {
    ignore = List.copyOf(ignore);
    sort = List.copyOf(sort);
    tolerance = Ordered.copyOf(tolerance);
    equivalentStatus = equivalentStatus.stream().map(List::copyOf).toList();
    headers = List.copyOf(headers);
    pair = List.copyOf(pair);
    redact = List.copyOf(redact);
  }
}
