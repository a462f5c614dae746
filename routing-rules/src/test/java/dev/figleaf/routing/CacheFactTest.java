package dev.figleaf.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.CacheSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheFactTest {
  private static CacheSpec spec(int ttl, List<String> vary, int stale) {
    return new CacheSpec(
        Duration.ofSeconds(ttl),
        vary,
        Duration.ofSeconds(stale),
        Duration.ofSeconds(2L * stale),
        ByteSize.parse("64MiB"),
        ByteSize.parse("1MiB"));
  }

  @Test
  void saysAllThatIsWritten() {
    assertThat(CacheFact.of(spec(30, List.of("Accept-Language", "X-Client"), 30), "HEAD"))
        .isEqualTo(
            "cache: answers are fresh for 30s where they do not say otherwise; one for each"
                + " Accept-Language, X-Client; stale for 30s while the upstream is asked again;"
                + " stale for 1m where the upstream fails; up to 1MiB each and 64MiB in all");
  }

  @Test
  void leavesOutWhatIsNot() {
    assertThat(CacheFact.of(spec(0, List.of(), 0), "GET"))
        .isEqualTo(
            "cache: answers that say how long they are fresh; up to 1MiB each and 64MiB in all");
  }

  @Test
  void otherMethodsAreNotAnsweredFromIt() {
    assertThat(CacheFact.of(spec(30, List.of(), 0), "POST"))
        .isEqualTo("cache: POST is not answered from it");
  }
}
