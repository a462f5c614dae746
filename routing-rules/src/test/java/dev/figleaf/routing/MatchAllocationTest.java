package dev.figleaf.routing;

import static dev.figleaf.routing.Rules.equal;
import static dev.figleaf.routing.Rules.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.figleaf.rules.RouteSpec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts the bytes that matching allocates, which says the same on every machine. */
class MatchAllocationTest {
  private static final int MATCHES = 10_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static RouteTable table(int size) {
    var routes = new ArrayList<RouteSpec>();
    for (int i = 0; i < size; i += 5) {
      routes.add(route("/api/v1/thing" + i + "/{id}/**").methods("GET").build());
      routes.add(route("/api/v1/thing" + i + "/*/detail").header("X-Absent", equal("1")).build());
      routes.add(route("/").host("*.shop" + i + ".example.com").build());
      routes.add(route("/x").host("shop" + i + ".example.com").build());
      routes.add(route("/**").priority(-1 - i).build());
    }
    return RouteTable.compile(Rules.of(routes, List.of()));
  }

  private static int match(RouteTable table, RequestHead head) {
    int hits = 0;
    for (int i = 0; i < MATCHES; i++) {
      hits += table.match(head) == null ? 0 : 1;
    }
    return hits;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 10_000})
  void aMatchMakesNoObjectHoweverManyRoutesThereAre(int size) {
    RouteTable table = table(size);
    RequestHead head =
        Heads.get("/api/v1/thing5/77/more/and/more").host("a.b.shop5.example.com").build();
    match(table, head);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    int hits = match(table, head);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(hits).isEqualTo(MATCHES);
    // Far under one byte a match: what is left is the measuring itself.
    assertThat(allocated).isLessThan(MATCHES);
  }
}
