package dev.figleaf.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The binder with records that have nothing to do with rules, as a process config has. */
class BinderTest {
  enum Level {
    LOUD,
    VERY_QUIET
  }

  record Config(
      List<Listener> listeners,
      @Default("info") String log,
      Optional<Duration> grace,
      @Nullable URI home,
      @Default("true") boolean metrics,
      @Default("0.5") double share,
      @Default("9223372036854775") long large,
      @Nullable Level level,
      Set<Integer> ports,
      Map<String, Listener> named) {}

  record Listener(
      @MapKey @Nullable String name,
      @Shorthand @Range(min = 1, max = 65_535) int port,
      ByteSize size) {
    Listener {
      if (port == 6_000) {
        throw new IllegalArgumentException("port 6000 is for X11");
      }
    }
  }

  @Test
  void bindsARecordOfAnyKind() {
    var found =
        bind(
            """
            listeners: [{ port: 80, size: 1KiB }]
            log: NO
            grace: 30s
            home: http://example.com/
            level: very-quiet
            ports: [1, 2, 1]
            named: { a: { port: 81, size: 2KiB } }
            """);
    assertThat(found)
        .isEqualTo(
            new YamlFile.Ok<>(
                new Bound<>(
                    new Config(
                        List.of(new Listener(null, 80, new ByteSize(1024))),
                        "NO",
                        Optional.of(Duration.ofSeconds(30)),
                        URI.create("http://example.com/"),
                        true,
                        0.5,
                        9_223_372_036_854_775L,
                        Level.VERY_QUIET,
                        Set.of(1, 2),
                        Map.of("a", new Listener("a", 81, new ByteSize(2048)))),
                    Origins.NONE)));
  }

  @Test
  void everythingOptionalMayBeLeftOut() {
    assertThat(bind("{}"))
        .isInstanceOfSatisfying(
            YamlFile.Ok.class,
            ok ->
                assertThat(ok.bound().value())
                    .isEqualTo(
                        new Config(
                            List.of(),
                            "info",
                            Optional.empty(),
                            null,
                            true,
                            0.5,
                            9_223_372_036_854_775L,
                            null,
                            Set.of(),
                            Map.of())));
  }

  @Test
  void tellsWhatIsWrongInTheSameWordsAsRules() {
    assertThat(
            problems(
                """
                listeners: [{ port: 6000, size: 1KiB }, { port: 0, size: 1KiB }, { prt: 80, size: 1KiB }]
                metrics: yes
                share: half
                level: quiet
                lgo: debug
                """))
        .containsExactly(
            "config.yaml:1:13 listeners[0]: port 6000 is for X11",
            "config.yaml:1:49 listeners[1].port: 0 is not from 1 to 65535",
            "config.yaml:1:68 listeners[2]: unknown key \"prt\"; did you mean \"port\"?",
            "config.yaml:2:10 metrics: \"yes\" is not true or false",
            "config.yaml:3:8 share: \"half\" is not a number such as 0.5",
            "config.yaml:4:8 level: \"quiet\" is not one of loud, very-quiet",
            "config.yaml:5:1 unknown key \"lgo\"; did you mean \"log\"?");
  }

  @Test
  void aMissingFileIsAProblem() {
    assertThat(YamlFile.read(Config.class, Path.of("no-such.yaml"), Environment.of(Map.of())))
        .isInstanceOfSatisfying(
            YamlFile.Rejected.class,
            rejected ->
                assertThat(rejected.problems().toString())
                    .isEqualTo("[no-such.yaml there is no file or folder of this name]"));
  }

  private static YamlFile.Result<Config> bind(String text) {
    return YamlFile.read(Config.class, "config.yaml", text, Environment.of(Map.of()));
  }

  private static List<String> problems(String text) {
    return bind(text) instanceof YamlFile.Rejected<Config> rejected
        ? rejected.problems().stream().map(Problem::toString).toList()
        : List.of();
  }
}
