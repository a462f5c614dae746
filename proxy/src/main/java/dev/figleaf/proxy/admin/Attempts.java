package dev.figleaf.proxy.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Secrets that were wrong, by the address they came from: after {@link #MOST} of them nothing that
 * comes from there is looked at until a minute has passed since the first.
 *
 * <p>Bounded: where very many addresses try, those that tried least are forgotten. An IPv6 address
 * stands for its /64, which one machine has as many of as it likes.
 */
final class Attempts {
  static final int MOST = 10;
  static final Duration SPAN = Duration.ofMinutes(1);
  static final int ADDRESSES = 10_000;

  private final Cache<String, AtomicInteger> failures;

  Attempts(Ticker ticker) {
    failures =
        Caffeine.newBuilder().maximumSize(ADDRESSES).expireAfterWrite(SPAN).ticker(ticker).build();
  }

  boolean areTooMany(String address) {
    AtomicInteger count = failures.getIfPresent(network(address));
    return count != null && count.get() >= MOST;
  }

  /** Counts one; says whether it was the one too many. */
  boolean failed(String address) {
    return failures.get(network(address), _ -> new AtomicInteger()).incrementAndGet() == MOST;
  }

  private static String network(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes == null || bytes.length != 16
        ? address
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, 8));
  }
}
