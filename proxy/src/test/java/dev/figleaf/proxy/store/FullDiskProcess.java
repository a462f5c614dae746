package dev.figleaf.proxy.store;

import static dev.figleaf.proxy.store.Rows.NOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Fills a small disk, waits until nothing can be written, makes room, and tells what it saw. */
final class FullDiskProcess {
  private FullDiskProcess() {}

  /** The folder that the disk is mounted at. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path disk = Path.of(arguments[0]);
    Path ballast = Files.write(disk.resolve("ballast"), new byte[4 << 20]);
    var settings = StoreSettings.USUAL.at(StoreUrl.parse("sqlite:" + disk.resolve("figleaf.db")));
    try (var log = new SqlEvidenceLog(settings, InstantSource.fixed(NOW));
        var writer = EvidenceWriter.start(log)) {
      int offered = 0;
      while (writer.state().up() && offered < 10_000) {
        writer.offer(batch(offered++));
        boolean _ = writer.flush(Duration.ofSeconds(2));
      }
      print("trouble: " + writer.state().trouble().orElse("none"));
      long begin = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        writer.offer(batch(offered++));
      }
      print("offered at once: " + (System.nanoTime() - begin < 1_000_000_000L));
      Files.delete(ballast);
      print("written after there was room: " + writer.flush(Duration.ofSeconds(20)));
      long kept = log.counts("c1", Instant.EPOCH).stream().mapToLong(CountRow::count).sum();
      print("all are there: " + (kept == offered && writer.state().lost() == 0));
    }
  }

  private static EvidenceBatch batch(int number) {
    return Rows.counts(Rows.count(NOW, "/" + number + "/" + "x".repeat(2_000), 1));
  }

  /** The test that started this process reads it. */
  private static void print(String line) {
    System.out.println(line);
  }
}
