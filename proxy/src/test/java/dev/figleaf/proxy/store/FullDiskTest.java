package dev.figleaf.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 8 MiB, mounted in a namespace of its own: for that nobody needs to be root. */
class FullDiskTest {
  private static final String MOUNTED = "mount -t tmpfs -o size=8m tmpfs \"$0\" && exec \"$@\"";

  @TempDir Path disk;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aFullDiskIsToldAndWrittenToWhenItHasRoom() throws Exception {
    Process process =
        Child.start(
            List.of("unshare", "-r", "-m", "sh", "-c", MOUNTED, disk.toString()),
            FullDiskProcess.class,
            disk.toString());
    List<String> said = process.inputReader().lines().toList();

    assertThat(process.waitFor()).isZero();
    assertThat(said)
        .containsExactly(
            "trouble: the store sqlite:" + disk + "/figleaf.db has no room: the disk is full",
            "offered at once: true",
            "written after there was room: true",
            "all are there: true");
  }
}
