package dev.figleaf.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rolling by size. */
class RollingFileTest {
  @TempDir Path folder;

  @Test
  void aFullFileIsRolledAndTheOldestGoes() throws Exception {
    var file = folder.resolve("access.log");
    try (var log = new RollingFile(file, 10, 2)) {
      for (int i = 0; i < 9; i++) {
        log.write(lines("line" + i + "\n"));
      }
    }
    assertThat(file).hasContent("line8\n");
    assertThat(folder.resolve("access.log.1")).hasContent("line7\n");
    assertThat(folder.resolve("access.log.2")).hasContent("line6\n");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void whatWasThereIsKeptAndCountsForTheSize() throws Exception {
    var file = folder.resolve("access.log");
    Files.writeString(file, "12345678\n");
    try (var log = new RollingFile(file, 20, 2)) {
      log.write(lines("abcdefgh\n"));
      assertThat(file).hasContent("12345678\nabcdefgh\n");
      log.write(lines("x\ny\n"));
    }
    assertThat(file).hasContent("x\ny\n");
  }

  @Test
  void linesLongerThanTheLimitAreWrittenAlone() throws Exception {
    var file = folder.resolve("access.log");
    try (var log = new RollingFile(file, 4, 1)) {
      log.write(lines("123456\n"));
      log.write(lines("abcdef\n"));
    }
    assertThat(file).hasContent("abcdef\n");
    assertThat(folder.resolve("access.log.1")).hasContent("123456\n");
  }

  @Test
  void aFileThatSomebodyCutIsAppendedToFromItsNewEnd() throws Exception {
    var file = folder.resolve("access.log");
    try (var log = new RollingFile(file, 100, 1)) {
      log.write(lines("before\n"));
      Files.writeString(file, "");
      log.write(lines("after\n"));
    }
    assertThat(file).hasContent("after\n");
  }

  @Test
  void writingGoesOnOnceAFileThatCouldNotBeRolledCanBeOpenedAgain() throws Exception {
    var inner = Files.createDirectory(folder.resolve("logs"));
    var file = inner.resolve("access.log");
    try (var log = new RollingFile(file, 4, 1)) {
      log.write(lines("123456\n"));
      Files.delete(file);
      Files.delete(inner);
      assertThatThrownBy(() -> log.write(lines("lost\n"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> log.write(lines("lost\n"))).isInstanceOf(IOException.class);
      Files.createDirectory(inner);
      log.write(lines("again\n"));
    }
    assertThat(file).hasContent("again\n");
  }

  @Test
  void aFullDiskFailsTheWrite() throws Exception {
    var full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (var log = new RollingFile(full, 100, 1)) {
      assertThatThrownBy(() -> log.write(lines("line\n"))).hasMessageContaining("No space");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsAnErrorAtTheStart() throws Exception {
    var notAFolder = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new RollingFile(notAFolder.resolve("access.log"), 10, 1))
        .isInstanceOf(IOException.class);
  }

  private static ByteBuffer lines(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
