package dev.figleaf.proxy.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS listener shows and asks for, as its files had it when they were read. Immutable.
 *
 * <p>TLS 1.2 and 1.3 with forward secrecy (RFC 9325 §4), by OpenSSL where it loads, else by the
 * JDK.
 */
public final class ServerTls {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /** Ephemeral keys and authenticated encryption only (RFC 9325 §4.2); Vert.x offers CBC, too. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** More than any certificate file has. */
  private static final long LARGEST_FILE = 1 << 20;

  private final TlsFiles files;
  private final Map<Path, byte[]> contents;
  private final List<ServerCertificate> certificates;

  private ServerTls(
      TlsFiles files, Map<Path, byte[]> contents, List<ServerCertificate> certificates) {
    this.files = files;
    this.contents = contents;
    this.certificates = certificates;
  }

  /**
   * Reads the files, which blocks.
   *
   * @throws IOException with a sentence for the operator
   */
  public static ServerTls read(TlsFiles files) throws IOException {
    return of(files, contents(files));
  }

  static ServerTls of(TlsFiles files, Map<Path, byte[]> contents) throws IOException {
    var certificates = new ArrayList<ServerCertificate>();
    for (TlsFiles.Certificate one : files.certificates()) {
      String alias = "certificate-" + certificates.size();
      certificates.add(ServerCertificate.read(alias, one, file -> content(contents, file)));
    }
    Path trust = files.trust();
    if (trust != null) {
      ServerCertificate.chain(content(contents, trust), trust);
    }
    return new ServerTls(files, contents, List.copyOf(certificates));
  }

  private static byte[] content(Map<Path, byte[]> contents, Path file) throws IOException {
    byte[] content = contents.get(file);
    if (content == null) {
      throw new IOException(file + " was not read");
    }
    return content;
  }

  /** The bytes of all files, by their names. */
  static Map<Path, byte[]> contents(TlsFiles files) throws IOException {
    var contents = new LinkedHashMap<Path, byte[]>();
    for (TlsFiles.Certificate certificate : files.certificates()) {
      switch (certificate) {
        case TlsFiles.Certificate.Pem(Path chain, Path key) -> {
          contents.put(chain, content(chain));
          contents.put(key, content(key));
        }
        case TlsFiles.Certificate.Pkcs12(Path file, _) -> contents.put(file, content(file));
      }
    }
    if (files.trust() != null) {
      contents.put(files.trust(), content(files.trust()));
    }
    return contents;
  }

  private static byte[] content(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new IOException(file + " is larger than any certificate");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new IOException("there is no file " + file);
    } catch (AccessDeniedException _) {
      throw new IOException(file + " may not be read");
    }
  }

  /** A digest of contents, to tell one state of the files from another. */
  static String digest(Map<Path, byte[]> contents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
        digest.update((file.getKey() + " " + file.getValue().length).getBytes(UTF_8));
        digest.update(file.getValue());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  TlsFiles files() {
    return files;
  }

  String digest() {
    return digest(contents);
  }

  /** The names of all certificates and their last days, for the log. */
  String summary() {
    return certificates.stream()
        .map(one -> one.names() + " until " + one.chain().getFirst().getNotAfter().toInstant())
        .collect(Collectors.joining(", "));
  }

  void configure(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(new CertificateChoice(certificates))
        .setTrustOptions(trust())
        .setClientAuth(clientAuth())
        .setEnabledSecureTransportProtocols(PROTOCOLS);
    CIPHERS.forEach(options::addEnabledCipherSuite);
    if (OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
    }
  }

  /** The same for a server that listens already. */
  ServerSSLOptions options() {
    var options = new ServerSSLOptions();
    options.setClientAuth(clientAuth());
    options.setKeyCertOptions(new CertificateChoice(certificates));
    options.setTrustOptions(trust());
    options.setEnabledSecureTransportProtocols(PROTOCOLS);
    CIPHERS.forEach(options::addEnabledCipherSuite);
    options.setUseAlpn(true);
    return options;
  }

  private ClientAuth clientAuth() {
    return switch (files.client()) {
      case NONE -> ClientAuth.NONE;
      case REQUEST -> ClientAuth.REQUEST;
      case REQUIRE -> ClientAuth.REQUIRED;
    };
  }

  private @Nullable PemTrustOptions trust() {
    byte[] trusted = files.trust() == null ? null : contents.get(files.trust());
    return trusted == null ? null : new PemTrustOptions().addCertValue(Buffer.buffer(trusted));
  }
}
