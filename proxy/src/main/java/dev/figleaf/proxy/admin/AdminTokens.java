package dev.figleaf.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that let somebody in. Of a secret only its SHA-256 is kept, and comparing takes the
 * same time whatever was shown. Immutable.
 */
public final class AdminTokens {
  /** Nobody is asked for one. */
  public static final AdminTokens NONE = new AdminTokens(List.of());

  /** A token, but for its secret. */
  record Holder(String name, Role role) {}

  /** One of them. Nothing tells its secret. */
  public static final class Token {
    private final Holder holder;
    private final byte[] hash;

    public Token(String name, Role role, String secret) {
      this.holder = new Holder(name, role);
      this.hash = sha256(secret);
    }

    @Override
    public String toString() {
      return holder.toString();
    }
  }

  private final List<Token> tokens;

  public AdminTokens(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /** Whether nobody is asked for one. */
  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  /** Whose secret this is. */
  Optional<Holder> holder(String secret) {
    byte[] hash = sha256(secret);
    Holder found = null;
    for (Token token : tokens) {
      // All are compared, so that the time says nothing about which one it was.
      if (MessageDigest.isEqual(token.hash, hash)) {
        found = token.holder;
      }
    }
    Arrays.fill(hash, (byte) 0);
    return Optional.ofNullable(found);
  }

  static byte[] sha256(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
