package dev.figleaf.proxy.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A key with a certificate for {@code localhost} that nobody vouches for, in a PKCS12 file. */
public final class TestCertificate {
  public static final String PASSWORD = "changeit";

  private TestCertificate() {}

  /** Makes one with the JDK's own tool. */
  public static Path in(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("localhost.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        ("-genkeypair -alias localhost -keyalg EC -groupname secp256r1 -validity 2"
                                + " -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1"
                                + " -storetype PKCS12")
                            .replace(" ", "\n"),
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                    .stream()
                    .flatMap(String::lines)
                    .toList())
            .inheritIO()
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool made no certificate");
    }
    return file;
  }
}
