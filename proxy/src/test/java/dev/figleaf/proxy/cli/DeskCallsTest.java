package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's commands, typed wrongly or at nobody. */
class DeskCallsTest {
  private String nobody = "";

  @BeforeEach
  void findAPortWhereNobodyListens() throws IOException {
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "127.0.0.1:" + closed.getLocalPort();
    }
  }

  private Typed typed(String call) {
    return Typed.of((call + " --admin " + nobody).split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "history -n 0",
        "history seven",
        "rules --at yesterday",
        "override catalog",
        "override --weight 5%",
        "override catalog --weight 120%",
        "override catalog --lift --for 1h",
        "override catalog --weight 5% --lift",
        "rollback",
        "upstreams --drain 127.0.0.1:1",
        "upstreams catalog --drain 127.0.0.1:1 --eject 127.0.0.1:1",
        "tail -n 0",
        "panic now"
      })
  void aWrongCallIsSaid(String call) {
    Typed typed = typed(call);

    assertThat(typed.code()).as(typed.toString()).isEqualTo(2);
    assertThat(typed.err()).startsWith("figleaf: ").contains("Try: figleaf " + call.split(" ")[0]);
  }

  @Test
  void aReasonIsOneLineOfBoundedLength() {
    for (String reason : new String[] {"", "x".repeat(501), "a\nb", "\033[2J"}) {
      Typed typed = Typed.of("panic", "--because", reason, "--admin", nobody);
      assertThat(typed.code()).isEqualTo(2);
      assertThat(typed.err()).contains("--because is one line of 1 to 500 characters");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "seams", "panic", "tail", "top --once", "explain GET /"})
  void whereNobodyAnswersItSaysHowToStartIt(String call) {
    Typed typed = typed(call);

    assertThat(typed.code()).as(typed.toString()).isEqualTo(3);
    assertThat(typed.err())
        .startsWith("figleaf: nobody answers at http://" + nobody + "; is figleaf running?")
        .contains("figleaf run --monolith URL");
  }
}
