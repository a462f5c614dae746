package dev.figleaf.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code docs/reliability.md} names tests that are there, and every test of this package. */
class ReliabilityPageTest {
  private static final Path PAGE = Path.of("../docs/reliability.md");
  private static final Path TESTS = Path.of("src/test/java/dev/figleaf/proxy");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| [^|]+ \\| `(\\w+)\\.(\\w+)` \\| ([^|]+) \\|$");

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(Files.readString(PAGE)).results().toList();
  }

  private static Class<?> testClass(String name) throws Exception {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Path file =
          files
              .filter(path -> path.endsWith(name + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no test is called " + name));
      String in = TESTS.relativize(file).toString().replace(".java", "").replace('/', '.');
      return Class.forName("dev.figleaf.proxy." + in);
    }
  }

  private static List<String> tests(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(
            method ->
                method.isAnnotationPresent(Test.class)
                    || method.isAnnotationPresent(ParameterizedTest.class))
        .map(Method::getName)
        .toList();
  }

  @Test
  void everyLineOfATableIsARow() throws IOException {
    long lines =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
            .filter(line -> !line.startsWith("| promise"))
            .count();

    assertThat(rows()).hasSize((int) lines).hasSizeGreaterThan(20);
  }

  @Test
  void everyRowNamesATest() throws Exception {
    for (MatchResult row : rows()) {
      assertThat(tests(testClass(row.group(1)))).as(row.group(1)).contains(row.group(2));
    }
  }

  @Test
  void everyTestOfFaultsHasARow() throws Exception {
    List<String> named = rows().stream().map(row -> row.group(1) + "." + row.group(2)).toList();

    try (Stream<Path> files = Files.list(TESTS.resolve("faults"))) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        for (String test : tests(testClass(name))) {
          if (!name.equals(ReliabilityPageTest.class.getSimpleName())) {
            assertThat(named).contains(name + "." + test);
          }
        }
      }
    }
  }
}
