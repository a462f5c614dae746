package dev.figleaf.proxy.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Reads the certificates of one listener again when their files change.
 *
 * <p>It looks at contents and not at times, on a virtual thread, which sees every way in which
 * files are replaced: in place, by a rename, by a link that points elsewhere. New contents count
 * when two looks in a row find the same, because a certificate and its key are rarely written
 * together. Files that make no listener change nothing.
 */
public final class CertificateWatcher implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(CertificateWatcher.class);
  public static final Duration USUAL = Duration.ofSeconds(1);

  private final TlsFiles files;
  private final Consumer<ServerTls> changed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String live;
  private String seen;
  private String judged;

  public CertificateWatcher(ServerTls tls, Duration every, Consumer<ServerTls> changed) {
    this.files = tls.files();
    this.changed = changed;
    this.live = tls.digest();
    this.seen = live;
    this.judged = live;
    Thread.ofVirtual().name("certificate-watcher").start(() -> run(every));
  }

  private void run(Duration every) {
    try {
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Map<Path, byte[]> contents = ServerTls.contents(files);
      String digest = ServerTls.digest(contents);
      if (digest.equals(seen) && !digest.equals(judged)) {
        judged = digest;
        take(contents, digest);
      }
      seen = digest;
    } catch (IOException e) {
      reject(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("certificates could not be reloaded", e);
    }
  }

  private void take(Map<Path, byte[]> contents, String digest) throws IOException {
    if (digest.equals(live)) {
      LOG.info("certificates are what they were");
      return;
    }
    ServerTls tls = ServerTls.of(files, contents);
    changed.accept(tls);
    live = digest;
    LOG.info("certificates reloaded: {}", tls.summary());
  }

  /** Tells the same reason once. */
  private void reject(String reason) {
    if (!reason.equals(seen)) {
      seen = reason;
      LOG.error("certificates rejected, the old ones stay: {}", reason);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
