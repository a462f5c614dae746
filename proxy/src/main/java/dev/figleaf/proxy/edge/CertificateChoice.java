package dev.figleaf.proxy.edge;

import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a client is shown: the first that is for the name it asks for (RFC 6066 §3),
 * else the first of all.
 *
 * <p>The choice is made inside one TLS context for all names. A context for each name that clients
 * come up with, as Vert.x makes them, would be work and memory in the hands of strangers
 * (CVE-2024-1300).
 */
final class CertificateChoice extends X509ExtendedKeyManager implements KeyCertOptions {
  private final List<ServerCertificate> certificates;

  CertificateChoice(List<ServerCertificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  // --- what Vert.x asks

  @Override
  public KeyCertOptions copy() {
    return this;
  }

  @Override
  public KeyManagerFactory getKeyManagerFactory(Vertx vertx) {
    // BoringSSL takes keys in a form of its own; this keeps them, one for each alias.
    return new OpenSslCachingX509KeyManagerFactory(new Factory(this));
  }

  @Override
  public @Nullable Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
    return null; // no context of its own for any name
  }

  private static final class Factory extends KeyManagerFactory {
    Factory(KeyManager manager) {
      super(new Spi(manager), null, "figleaf");
    }
  }

  private static final class Spi extends KeyManagerFactorySpi {
    private final KeyManager manager;

    Spi(KeyManager manager) {
      this.manager = manager;
    }

    @Override
    protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected KeyManager[] engineGetKeyManagers() {
      return new KeyManager[] {manager};
    }
  }

  // --- what the engines ask

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyType, engine == null ? null : name(engine.getHandshakeSession()));
  }

  @Nullable String choose(String keyType, @Nullable String name) {
    List<ServerCertificate> named =
        name == null
            ? List.of()
            : certificates.stream().filter(certificate -> certificate.isFor(name)).toList();
    // Of a name that nobody has, the first certificate decides, and others for its names.
    List<ServerCertificate> shown = named.isEmpty() ? alike(certificates.getFirst()) : named;
    return shown.stream()
        .filter(certificate -> certificate.fits(keyType))
        .map(ServerCertificate::alias)
        .findFirst()
        .orElse(null);
  }

  private List<ServerCertificate> alike(ServerCertificate first) {
    return certificates.stream()
        .filter(other -> other == first || other.names().equals(first.names()))
        .toList();
  }

  private static @Nullable String name(@Nullable SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName asked : extended.getRequestedServerNames()) {
        if (asked instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  private @Nullable ServerCertificate called(String alias) {
    return certificates.stream()
        .filter(certificate -> certificate.alias().equals(alias))
        .findFirst()
        .orElse(null);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServerCertificate found = called(alias);
    return found == null ? null : found.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServerCertificate found = called(alias);
    return found == null ? null : found.key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return certificates.stream()
        .filter(certificate -> certificate.fits(keyType))
        .map(ServerCertificate::alias)
        .toArray(String[]::new);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyType, null);
  }

  // --- this is a server

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[0];
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
