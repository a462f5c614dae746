package dev.figleaf.proxy.edge;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a TLS listener is made of.
 *
 * @param certificates at least one; the first is shown to who asks for a name that none has
 * @param client whether clients show certificates, too
 * @param trust a PEM file with the authorities of clients; null where clients show none
 */
public record TlsFiles(
    List<Certificate> certificates, ClientCertificate client, @Nullable Path trust) {
  public TlsFiles {
    certificates = List.copyOf(certificates);
  }

  /** Where one certificate and its key are. */
  public sealed interface Certificate {
    /** Two PEM files: a chain that begins with the server's own certificate, and a key. */
    record Pem(Path chain, Path key) implements Certificate {}

    /** A PKCS #12 file with one key and its chain. */
    record Pkcs12(Path file, String password) implements Certificate {
      @Override
      public String toString() {
        return "Pkcs12[" + file + "]";
      }
    }
  }

  /** Whether a client must show a certificate (RFC 8446 §4.3.2). */
  public enum ClientCertificate {
    /** It is not asked for one. */
    NONE,
    /** It is asked; who shows none is served all the same, who shows a wrong one is not. */
    REQUEST,
    /** Without one there is no connection. */
    REQUIRE
  }

  /** One certificate for all names, none from clients. */
  public static TlsFiles of(Path chain, Path key) {
    return new TlsFiles(List.of(new Certificate.Pem(chain, key)), ClientCertificate.NONE, null);
  }
}
