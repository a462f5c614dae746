package dev.figleaf.proxy.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that a listener can show, with its key.
 *
 * @param alias what it is called among those of one listener
 * @param names the DNS names that it is for, in lower case; {@code *.} stands for one label
 */
record ServerCertificate(
    String alias, List<X509Certificate> chain, PrivateKey key, List<String> names) {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final int DNS_NAME = 2;

  /**
   * Reads it.
   *
   * @param content gives the bytes of a file
   * @throws IOException with a sentence for the operator
   */
  static ServerCertificate read(String alias, TlsFiles.Certificate files, FileContent content)
      throws IOException {
    ServerCertificate read =
        switch (files) {
          case TlsFiles.Certificate.Pem(Path chain, Path key) ->
              of(alias, chain(content.of(chain), chain), PrivateKeys.read(content.of(key), key));
          case TlsFiles.Certificate.Pkcs12(Path file, String password) ->
              fromStore(alias, content.of(file), file, password);
        };
    if (!PrivateKeys.belongTogether(read.key, read.chain.getFirst().getPublicKey())) {
      throw new IOException(mismatch(files));
    }
    return read;
  }

  /** The bytes of files. */
  interface FileContent {
    byte[] of(Path file) throws IOException;
  }

  private static String mismatch(TlsFiles.Certificate files) {
    return switch (files) {
      case TlsFiles.Certificate.Pem(Path chain, Path key) ->
          "the key in " + key + " is not that of the first certificate in " + chain;
      case TlsFiles.Certificate.Pkcs12(Path file, _) ->
          "the key in " + file + " is not that of its certificate";
    };
  }

  private static ServerCertificate of(String alias, List<X509Certificate> chain, PrivateKey key)
      throws IOException {
    return new ServerCertificate(alias, chain, key, names(chain.getFirst()));
  }

  /** All certificates of a PEM file, in their order. */
  static List<X509Certificate> chain(byte[] pem, Path file) throws IOException {
    if (!new String(pem, StandardCharsets.ISO_8859_1).contains(BEGIN)) {
      throw new IOException(file + " has no certificate; it needs a line " + BEGIN);
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new IOException(file + " has a certificate that cannot be read", e);
    }
  }

  private static ServerCertificate fromStore(String alias, byte[] bytes, Path file, String password)
      throws IOException {
    char[] secret = password.toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), secret);
      for (String name : Collections.list(store.aliases())) {
        if (store.getKey(name, secret) instanceof PrivateKey key) {
          List<X509Certificate> chain =
              List.of(store.getCertificateChain(name)).stream()
                  .map(X509Certificate.class::cast)
                  .toList();
          return of(alias, chain, key);
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IOException(file + " cannot be opened; is it PKCS #12, and the password right?", e);
    }
    throw new IOException(file + " has no private key");
  }

  /** RFC 6125 §6.4: the DNS names, or the common name of a certificate that has none. */
  private static List<String> names(X509Certificate certificate) throws IOException {
    var names = new ArrayList<String>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (Integer.valueOf(DNS_NAME).equals(alternative.getFirst())) {
            names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateException e) {
      throw new IOException("a certificate has names that cannot be read", e);
    }
    String common = names.isEmpty() ? commonName(certificate) : null;
    return common == null ? List.copyOf(names) : List.of(common.toLowerCase(Locale.ROOT));
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> part.getValue().toString())
              .findFirst()
              .orElse(null);
    } catch (InvalidNameException _) {
      return null;
    }
  }

  /** Whether it is for this name, exactly or by its wildcard. */
  boolean isFor(String name) {
    int dot = name.indexOf('.');
    return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
  }

  /** Whether its key is of the kind that an engine asks for, such as {@code EC} or {@code RSA}. */
  boolean fits(String keyType) {
    String algorithm = key.getAlgorithm();
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
  }
}
