package dev.figleaf.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
  @ParameterizedTest
  @CsvSource({
    "sqlite:data/figleaf.db, sqlite:data/figleaf.db",
    "jdbc:sqlite:/var/lib/figleaf.db, sqlite:/var/lib/figleaf.db",
    "postgresql://localhost/figleaf, postgresql://localhost/figleaf",
    "jdbc:postgresql://db:5433/figleaf?sslmode=require,"
        + " postgresql://db:5433/figleaf?sslmode=require",
    "'postgresql://a,[::1]:5433/figleaf', 'postgresql://a,[::1]:5433/figleaf'"
  })
  void aDatabaseIsRead(String text, String shown) {
    assertThat(StoreUrl.parse(text)).hasToString(shown);
    assertThat(StoreUrl.parse(shown)).isEqualTo(StoreUrl.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "figleaf.db",
        "mysql://hidden@localhost/figleaf",
        "sqlite:",
        "sqlite::memory:",
        "sqlite:a.db?mode=hidden",
        "postgresql:figleaf",
        "postgresql://localhost",
        "postgresql://localhost/",
        "postgresql://me:hidden@localhost/figleaf",
        "postgresql://localhost/figleaf?user=me&password=hidden"
      })
  void anythingElseIsRefusedWithoutRepeatingSecrets(String text) {
    assertThatThrownBy(() -> StoreUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void anUnknownDatabaseIsNamed() {
    assertThatThrownBy(() -> StoreUrl.parse("mysql://localhost/figleaf"))
        .hasMessage(
            "\"mysql:\" is no database that Figleaf knows; write sqlite:PATH or"
                + " postgresql://HOST/DATABASE");
  }

  @Test
  void settingsDoNotShowTheirPassword() {
    var settings =
        new StoreSettings(
            StoreUrl.parse("postgresql://localhost/figleaf"),
            "me",
            "hidden",
            StoreSettings.USUAL.keep(),
            StoreSettings.USUAL.maxSize(),
            null);

    assertThat(settings.toString()).doesNotContain("hidden");
  }
}
