package dev.figleaf.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inventory from the command line, of a facade that runs. */
class InventoryCommandsTest {
  @TempDir Path folder;
  private RunningFacade facade;

  @BeforeEach
  void start() throws Exception {
    facade = RunningFacade.in(folder);
    for (int i = 0; i < 3; i++) {
      facade.get("/customers/" + i);
    }
  }

  @AfterEach
  void stop() throws IOException {
    facade.close();
  }

  @Test
  void inventoryShowsWhatIsCalled() {
    Typed typed = facade.type("inventory");
    assertThat(typed.code()).isZero();
    assertThat(typed.out())
        .containsPattern("GET +/customers/\\{id} +monolith +3 +0% ")
        .contains("1 of 1; calls of the last 30 days, counted since ");
  }

  @Test
  void suggestSaysWhichSeamToCutNext() {
    Typed typed = facade.type("inventory", "--suggest");
    assertThat(typed.code()).isZero();
    assertThat(typed.out())
        .contains("This is advice")
        .contains("100  /customers")
        .contains("only reads");
  }

  @Test
  void sunsetClaimsNoDaysThatNobodyWatched() {
    Typed typed = facade.type("sunset", "--days", "90");
    assertThat(typed.code()).isZero();
    assertThat(typed.out())
        .startsWith("monolith: 0 of 1 without success\n")
        .contains("less than 90 days: of that time nothing can be said");
  }

  @Test
  void jsonIsTheAnswerOfTheFacade() {
    assertThat(facade.type("inventory", "--json").out())
        .contains("\"template\" : \"/customers/{id}\"");
    assertThat(facade.type("inventory", "--suggest", "--json").out()).contains("\"score\" : 100");
    assertThat(facade.type("sunset", "--json").out()).contains("\"enough\" : false");
  }

  @Test
  void whatTheFacadeRefusesIsSaid() {
    Typed typed = facade.type("inventory", "--sort", "luck");
    assertThat(typed.code()).isEqualTo(2);
    assertThat(typed.err()).contains("sort is one of calls, failed");
  }
}
