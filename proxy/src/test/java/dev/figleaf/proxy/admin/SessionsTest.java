package dev.figleaf.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long browsers stay in, and wrong secrets count. */
class SessionsTest {
  private static final AdminTokens.Holder ANN = new AdminTokens.Holder("ann", Role.OPERATOR);

  private final AtomicLong now = new AtomicLong();

  @Test
  void aSessionEndsAfterTwelveHoursHoweverBusyItIs() {
    var sessions = new Sessions(now::get);
    String id = sessions.begin(ANN);
    now.addAndGet(Sessions.LONGEST.toNanos() - 1);
    assertThat(sessions.holder(id)).contains(ANN);
    now.addAndGet(1);
    assertThat(sessions.holder(id)).isEmpty();
  }

  @Test
  void noTwoSessionsAreAlike() {
    var sessions = new Sessions(now::get);
    assertThat(sessions.begin(ANN)).isNotEqualTo(sessions.begin(ANN));
  }

  @Test
  void wrongSecretsCountForAMinuteSinceTheFirst() {
    var attempts = new Attempts(now::get);
    for (int i = 1; i < Attempts.MOST; i++) {
      assertThat(attempts.failed("192.0.2.1")).isFalse();
    }
    assertThat(attempts.areTooMany("192.0.2.1")).isFalse();
    assertThat(attempts.failed("192.0.2.1")).isTrue();
    assertThat(attempts.areTooMany("192.0.2.1")).isTrue();
    assertThat(attempts.areTooMany("192.0.2.2")).isFalse();
    now.addAndGet(Attempts.SPAN.toNanos());
    assertThat(attempts.areTooMany("192.0.2.1")).isFalse();
  }

  @Test
  void addressesOfOneNetworkOfIpv6CountTogether() {
    var attempts = new Attempts(now::get);
    for (int i = 0; i < Attempts.MOST; i++) {
      attempts.failed("2001:db8:1:2::" + i);
    }
    assertThat(attempts.areTooMany("2001:db8:1:2:3::")).isTrue();
    assertThat(attempts.areTooMany("2001:db8:1:3::")).isFalse();
  }
}
