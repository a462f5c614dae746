package dev.figleaf.proxy.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Browsers that were let in, by the SHA-256 of what their cookie holds: 256 random bits. They last
 * {@link #LONGEST}, bounded in number, and are forgotten when the process ends.
 */
final class Sessions {
  static final Duration LONGEST = Duration.ofHours(12);
  static final int MOST = 1_000;

  private final SecureRandom random = new SecureRandom();
  private final Cache<String, AdminTokens.Holder> open;

  Sessions(Ticker ticker) {
    open = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LONGEST).ticker(ticker).build();
  }

  /** Begins one; what the cookie is to hold. */
  String begin(AdminTokens.Holder holder) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    open.put(key(id), holder);
    return id;
  }

  Optional<AdminTokens.Holder> holder(String id) {
    return Optional.ofNullable(open.getIfPresent(key(id)));
  }

  void end(String id) {
    open.invalidate(key(id));
  }

  private static String key(String id) {
    return HexFormat.of().formatHex(AdminTokens.sha256(id));
  }
}
