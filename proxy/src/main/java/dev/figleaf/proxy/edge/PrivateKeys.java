package dev.figleaf.proxy.edge;

import io.vertx.core.net.impl.pkcs1.PrivateKeyParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Private keys in PEM (RFC 7468): PKCS #8, and the older forms of RSA and EC. */
final class PrivateKeys {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final byte[] ANYTHING = "figleaf".getBytes(StandardCharsets.US_ASCII);

  private PrivateKeys() {}

  /**
   * The first key of a text.
   *
   * @param file that the text is from, for the message
   * @throws IOException with a sentence for the operator
   */
  static PrivateKey read(byte[] text, Path file) throws IOException {
    Matcher pem = PEM.matcher(new String(text, StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw new IOException(
          file + " has no private key; it needs a line -----BEGIN PRIVATE KEY-----");
    }
    try {
      return key(pem.group(1), Base64.getMimeDecoder().decode(pem.group(2)), file);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(file + " has a private key that cannot be read", e);
    }
  }

  private static PrivateKey key(String kind, byte[] bytes, Path file)
      throws IOException, GeneralSecurityException {
    return switch (kind) {
      case "PRIVATE KEY" -> pkcs8(bytes);
      case "RSA PRIVATE KEY" -> generate("RSA", PrivateKeyParser.getRSAKeySpec(bytes));
      case "EC PRIVATE KEY" -> generate("EC", PrivateKeyParser.getECKeySpec(bytes));
      case "ENCRYPTED PRIVATE KEY" ->
          throw new IOException(
              file + " has an encrypted key; take one without a password, or a PKCS #12 file");
      default -> throw new IOException(file + " has a key of an unknown kind: " + kind);
    };
  }

  private static PrivateKey pkcs8(byte[] bytes) throws GeneralSecurityException {
    GeneralSecurityException last = new GeneralSecurityException("no algorithm");
    for (String algorithm : ALGORITHMS) {
      try {
        return generate(algorithm, new PKCS8EncodedKeySpec(bytes));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  private static PrivateKey generate(String algorithm, KeySpec spec)
      throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
  }

  /** Whether what the one signs the other verifies. */
  static boolean belongTogether(PrivateKey key, PublicKey known) {
    String algorithm = signature(key.getAlgorithm());
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(ANYTHING);
      byte[] signed = signer.sign();
      signer.initVerify(known);
      signer.update(ANYTHING);
      return signer.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static String signature(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm;
    };
  }
}
