package dev.figleaf.sample.monolith;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Passwords as the database keeps them: {@code salt:hash}, PBKDF2. */
final class Passwords {
  /** The stored form of a password that nobody has. */
  static final String OF_NOBODY = "00000000000000000000000000000000:" + "0".repeat(64);

  private static final int ITERATIONS = 20_000;
  private static final int MOST = 256;

  private Passwords() {}

  static String hash(String password) {
    var salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return HexFormat.of().formatHex(salt) + ":" + HexFormat.of().formatHex(derive(password, salt));
  }

  static boolean matches(String password, String stored) {
    var parts = stored.split(":", 2);
    var expected = HexFormat.of().parseHex(parts[1]);
    return password.length() <= MOST
        && MessageDigest.isEqual(expected, derive(password, HexFormat.of().parseHex(parts[0])));
  }

  private static byte[] derive(String password, byte[] salt) {
    try {
      var key = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
