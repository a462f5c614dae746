package dev.figleaf.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a checkout and in an unpacked tarball, both made up: their JDKs print what they
 * are started with, their Maven makes a jar.
 */
@Timeout(60)
class LauncherTest {
  private static final Path LAUNCHER = Path.of("../figleaf");

  private static final List<String> TOOLS =
      List.of("cat", "dirname", "find", "head", "mkdir", "mv", "readlink", "rm", "sed", "touch");

  @TempDir Path folder;
  private Path checkout;
  private Path jvms;

  private record Ended(int code, String text) {}

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectories(folder.resolve("check out"));
    jvms = Files.createDirectories(folder.resolve("jvms"));
    Files.copy(LAUNCHER, checkout.resolve("figleaf"));
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Files.createDirectories(checkout.resolve("proxy/src/main"));
    Files.writeString(checkout.resolve("proxy/pom.xml"), "<project/>");
    Files.createDirectories(checkout.resolve("deploy"));
    program(
        folder.resolve("bin/mvn"),
        """
        echo "$@" >> "%1$s/mvn.log"
        [ ! -e "%1$s/broken" ] || { echo "[ERROR] a line of the build's log"; exit 1; }
        mkdir -p "%2$s/proxy/target/lib"
        touch "%2$s/proxy/target/proxy-1.jar" "%2$s/proxy/target/lib/b.jar"
        touch "%2$s/proxy/target/lib/a.jar"
        """
            .formatted(folder, checkout));
    linkTools();
  }

  /** What the launcher needs of a system; no more, or the machine's own JDK would be found. */
  private void linkTools() throws IOException {
    for (String tool : TOOLS) {
      Path found =
          Stream.of("/usr/bin", "/bin")
              .map(bin -> Path.of(bin, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(folder.resolve("bin").resolve(tool), found);
    }
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = jvms.resolve(name);
    program(home.resolve("bin/java"), "printf '%s\\n' \"" + name + "\" \"$@\"\n");
    program(home.resolve("bin/javac"), "");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Ended launch(Path launcher, String... arguments) throws Exception {
    return launch("", launcher, arguments);
  }

  private Ended launch(String javaHome, Path launcher, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("FIGLEAF_JVMS", jvms.toString());
    builder.environment().put("JAVA_HOME", javaHome);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), text);
  }

  private List<String> builds() throws IOException {
    Path log = folder.resolve("mvn.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  @Test
  void aCheckoutIsBuiltOnceAndThenRunWithItsJarsInOrder() throws Exception {
    jdk("jdk-25", "25.0.1");

    Ended first = launch(checkout.resolve("figleaf"), "check", "--rules", "a b");
    Ended second = launch(checkout.resolve("figleaf"), "version");

    assertThat(first.code()).as(first.text()).isZero();
    assertThat(first.text())
        .startsWith("figleaf: building; the first time takes a minute or two …\njdk-25\n")
        .contains(
            "\n-cp\n%1$s/proxy-1.jar:%1$s/lib/a.jar:%1$s/lib/b.jar\n"
                .formatted(checkout.resolve("proxy/target")))
        .contains("-Dfigleaf.home=" + checkout + "\n")
        .endsWith("dev.figleaf.proxy.Main\ncheck\n--rules\na b\n");
    assertThat(second.text()).startsWith("jdk-25\n");
    assertThat(builds()).hasSize(1).first().asString().contains("-DskipTests").endsWith("package");
  }

  @Test
  void anEditMakesItBuildAgain() throws Exception {
    jdk("jdk-25", "25.0.1");
    launch(checkout.resolve("figleaf"), "version");

    Path source = Files.writeString(checkout.resolve("proxy/src/main/A.java"), "class A {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    launch(checkout.resolve("figleaf"), "version");

    assertThat(builds()).hasSize(2);
  }

  @Test
  void aBuildThatFailsShowsItsLog() throws Exception {
    jdk("jdk-25", "25.0.1");
    Files.createFile(folder.resolve("broken"));

    Ended ended = launch(checkout.resolve("figleaf"), "version");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.text())
        .contains("[ERROR] a line of the build's log\n")
        .endsWith(
            "figleaf: the build failed; its log is "
                + checkout.resolve("target/launcher-build.log")
                + "\n");
  }

  @Test
  void anUnpackedTarballIsRunFromAnywhereAlsoThroughALink() throws Exception {
    jdk("jdk-26", "26");
    Path bin = Files.createDirectories(folder.resolve("figleaf-1/bin"));
    Path lib = Files.createDirectories(folder.resolve("figleaf-1/lib"));
    Files.copy(LAUNCHER, bin.resolve("figleaf"));
    Files.createFile(lib.resolve("proxy-1.jar"));
    Files.createFile(lib.resolve("a.jar"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("figleaf-1/bin/figleaf"));

    Ended ended = launch(link, "run", "--listen", ":1");

    assertThat(ended.text())
        .startsWith("jdk-26\n")
        .contains("\n-Xms64m\n-Xmx192m\n-Xmn24m\n")
        .contains("\n-cp\n%1$s/proxy-1.jar:%1$s/a.jar\n".formatted(lib.toRealPath()))
        .doesNotContain("AOTCache")
        .endsWith("dev.figleaf.proxy.Main\nrun\n--listen\n:1\n");
    assertThat(builds()).isEmpty();
  }

  @Test
  void theAotCacheOfATarballIsUsedWithoutAWordOfTheJvm() throws Exception {
    jdk("jdk-26", "26");
    Path bin = Files.createDirectories(folder.resolve("figleaf 1/bin"));
    Path lib = Files.createDirectories(folder.resolve("figleaf 1/lib"));
    Files.copy(LAUNCHER, bin.resolve("figleaf"));
    Files.createFile(lib.resolve("proxy-1.jar"));
    Path cache = Files.createFile(lib.resolve("figleaf.aot")).toRealPath();

    assertThat(launch(bin.resolve("figleaf"), "version").text())
        .contains("\n-XX:AOTCache=" + cache + "\n-Xlog:aot*=off\n-Xlog:cds*=off\n");
  }

  @Test
  void javaHomeGoesFirstWhereItIsGoodEnough() throws Exception {
    jdk("a-jdk-25", "25.0.1");
    String good = jdk("other", "27-ea").toString();
    String old = jdk("old", "17.0.15").toString();
    Path launcher = checkout.resolve("figleaf");

    assertThat(launch(good, launcher, "--print-java-home").text()).isEqualTo(good + "\n");
    assertThat(launch(old, launcher, "--print-java-home").text()).endsWith("/a-jdk-25\n");
  }

  @Test
  void theJavaOfThePathIsTakenWhereItIsGoodEnough() throws Exception {
    jdk("jdk-25", "25.0.1");
    Path onPath = jdk("jdk-26", "26");
    Path launcher = checkout.resolve("figleaf");
    Files.createSymbolicLink(folder.resolve("bin/java"), onPath.resolve("bin/java"));

    assertThat(launch(launcher, "--print-java-home").text()).endsWith("/jdk-26\n");
  }

  @Test
  void withoutAJdkItIsOneSentence() throws Exception {
    jdk("old", "17.0.15");

    assertThat(launch(checkout.resolve("figleaf"), "version"))
        .isEqualTo(
            new Ended(
                1,
                "figleaf: no JDK 25 or newer was found;"
                    + " install one, or set JAVA_HOME to where it is.\n"));
  }
}
