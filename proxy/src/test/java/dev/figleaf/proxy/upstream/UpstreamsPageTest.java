package dev.figleaf.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RuleLoader;
import dev.figleaf.rules.BalanceSpec;
import dev.figleaf.rules.Defaults;
import dev.figleaf.rules.RuleReader;
import dev.figleaf.rules.UpstreamSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What {@code docs/upstreams.md} shows is good, and its figures are those that hold by themselves.
 */
class UpstreamsPageTest {
  private static final Path PAGE = Path.of("../docs/upstreams.md");

  @Test
  void theExampleIsGoodAndShowsTheFiguresThatHoldWhereNobodySaysOtherwise() throws IOException {
    Map<String, UpstreamSpec> upstreams = upstreams();

    UpstreamSpec written = Objects.requireNonNull(upstreams.get("catalog"));
    UpstreamSpec absent = Objects.requireNonNull(upstreams.get("monolith")).orElse(Defaults.NONE);

    assertThat(written.ejection().enabled()).isNull();
    assertThat(written.orElse(Defaults.NONE).ejection()).isEqualTo(absent.ejection());
    assertThat(written.ejection().atMost()).isEqualTo(absent.ejection().atMost());
    assertThat(written.ejection().ejectFor()).isEqualTo(absent.ejection().ejectFor());
    assertThat(written.ejection().consecutiveFailures())
        .isEqualTo(absent.ejection().consecutiveFailures());
    assertThat(written.slowStart()).isEqualTo(absent.slowStart());
    assertThat(written.resolveEvery()).isEqualTo(absent.resolveEvery());
    assertThat(written.balance()).isEqualTo(absent.balance());
    assertThat(Objects.requireNonNull(upstreams.get("carts")).balance())
        .isInstanceOf(BalanceSpec.Hash.class);
  }

  private static Map<String, UpstreamSpec> upstreams() throws IOException {
    var block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    var loader = new RuleLoader(new RuleReader(_ -> Optional.empty()));
    Loaded loaded = loader.load(Map.of("page.yaml", block.group(1)));
    assertThat(loaded).isInstanceOf(Loaded.Ok.class);
    return ((Loaded.Ok) loaded).rules().upstreams();
  }
}
