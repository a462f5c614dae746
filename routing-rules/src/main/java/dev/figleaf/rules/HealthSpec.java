package dev.figleaf.rules;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How endpoints are asked whether they are well, without waiting for a client's request. */
public record HealthSpec(
    @Doc("The path that is asked for with GET.") @Check(TextKind.REQUEST_TARGET) @Shorthand
        String path,
    @Doc("The time between two questions to one endpoint; each is moved at random by a tenth.")
        @Default("5s")
        @Range(min = 100, max = 3_600_000)
        Duration interval,
    @Doc("How long an endpoint may take to answer.") @Default("1s") @Range(min = 1, max = 600_000)
        Duration timeout,
    @Doc("Good answers in a row that bring an endpoint back.")
        @Default("2")
        @Range(min = 1, max = 100)
        int healthyAfter,
    @Doc("Bad answers in a row that take an endpoint out.") @Default("3") @Range(min = 1, max = 100)
        int unhealthyAfter,
    @Doc("Statuses of a good answer; `2xx` when absent.") List<StatusClass> expect,
    @Doc("The Host of the question; the endpoint's own when absent.") @Check(TextKind.AUTHORITY)
        @Nullable String host) {

  /** Statuses of a good answer where nothing is written. */
  public static final List<StatusClass> WELL = List.of(new StatusClass(200, 299));

  public HealthSpec {
    expect = expect.isEmpty() ? WELL : List.copyOf(expect);
  }
}
