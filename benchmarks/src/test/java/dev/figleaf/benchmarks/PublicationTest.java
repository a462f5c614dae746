package dev.figleaf.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PublicationTest {
  private static final Path PAGE = Path.of("../docs/performance.md");

  @Test
  void onlyWhatStandsBetweenTheMarksIsReplaced() throws Exception {
    String page = Files.readString(PAGE);
    String published = Publication.replaced(page, "new tables\n");
    assertThat(published).contains("\n\nnew tables\n\n");
    assertThat(Publication.replaced(published, "old")).isEqualTo(Publication.replaced(page, "old"));
  }

  @Test
  void aPageWithoutMarksStaysAsItIs() {
    assertThatIllegalArgumentException().isThrownBy(() -> Publication.replaced("# Page", "new"));
  }
}
