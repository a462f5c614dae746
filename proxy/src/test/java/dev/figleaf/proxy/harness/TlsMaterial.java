package dev.figleaf.proxy.harness;

import dev.figleaf.proxy.edge.ListenerSettings;
import dev.figleaf.proxy.edge.ServerTls;
import dev.figleaf.proxy.edge.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A self-signed certificate that a test made, by the {@code keytool} of the running JDK.
 *
 * @param pkcs12 both, with the password {@link #PASSWORD}
 * @param chain the certificate as PEM
 * @param key the key as PEM
 */
public record TlsMaterial(Path pkcs12, Path chain, Path key, X509Certificate certificate) {
  public static final String PASSWORD = "changeit";

  /** A certificate with an EC key for these DNS names, in files called after the first. */
  public static TlsMaterial of(Path folder, String... names) {
    return withKey(folder, "EC", names[0].replace("*", "any"), names);
  }

  /** The same with a key of another kind, and another name for the files. */
  public static TlsMaterial withKey(Path folder, String algorithm, String file, String... names) {
    try {
      Path store = folder.resolve(file + ".p12");
      keytool(store, algorithm, names);
      return from(store, folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void keytool(Path store, String algorithm, String... names) throws IOException {
    Files.deleteIfExists(store);
    String alternatives =
        Stream.of(names).map(name -> "dns:" + name).collect(Collectors.joining(","));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "key", "-keyalg", algorithm));
    command.addAll(List.of("-dname", "CN=" + names[0], "-validity", "2"));
    command.addAll(List.of("-ext", "san=" + alternatives + ",ip:127.0.0.1"));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new AssertionError(said);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static TlsMaterial from(Path file, Path chain, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore store = load(file);
    var certificate = (X509Certificate) store.getCertificate("key");
    Files.writeString(chain, pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", store.getKey("key", PASSWORD.toCharArray()).getEncoded()));
    return new TlsMaterial(file, chain, key, certificate);
  }

  private static String pem(String kind, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  public TlsFiles.Certificate pem() {
    return new TlsFiles.Certificate.Pem(chain, key);
  }

  public TlsFiles.Certificate store() {
    return new TlsFiles.Certificate.Pkcs12(pkcs12, PASSWORD);
  }

  /** A listener that shows these. */
  public static ListenerSettings listener(TlsFiles.Certificate... certificates) {
    return listener(new TlsFiles(List.of(certificates), TlsFiles.ClientCertificate.NONE, null));
  }

  public static ListenerSettings listener(TlsFiles files) {
    try {
      return new ListenerSettings("127.0.0.1", 0, ServerTls.read(files), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A context of a client that trusts these, and shows one where it has one. */
  public static SSLContext client(@Nullable TlsMaterial shown, TlsMaterial... trusted) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      for (TlsMaterial one : trusted) {
        trust.setCertificateEntry(one.chain.toString(), one.certificate);
      }
      var trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trust);
      var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      if (shown != null) {
        keyManagers.init(load(shown.pkcs12), PASSWORD.toCharArray());
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          shown == null ? null : keyManagers.getKeyManagers(),
          trustManagers.getTrustManagers(),
          null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A TLS connection over one that stands.
   *
   * @param name asked for, or null for none
   * @param protocols of the application (RFC 7301); may be none
   */
  public static SSLSocket handshake(
      SSLContext context, Socket socket, @Nullable String name, String... protocols)
      throws IOException {
    var tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(protocols);
    tls.setSSLParameters(parameters);
    tls.setSoTimeout((int) RawSocket.PATIENCE.toMillis());
    tls.startHandshake();
    return tls;
  }
}
