package dev.figleaf.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the rule files are, where they are in a checkout. */
class GitCommitTest {
  @TempDir Path checkout;
  private Path rules;

  @BeforeEach
  void commit() throws Exception {
    assumeTrue(isThere(), "git is not there");
    rules = Files.createDirectories(checkout.resolve("deploy/rules"));
    Files.writeString(rules.resolve("shop.yaml"), "version: 1\n");
    Files.writeString(rules.resolve("notes.txt"), "no rules\n");
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "rules");
  }

  private static boolean isThere() throws InterruptedException {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of("git", "-c", "user.name=Ann Lee", "-c", "user.email=ann@shop.example"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(checkout.toFile())
            // What a checkout runs may read its input for ever.
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }

  @Test
  void unmodifiedFilesBelongToTheAuthorOfTheCommit() throws Exception {
    var head = new GitCommit(git("rev-parse", "HEAD"), "Ann Lee");
    assertThat(GitCommit.of(Optional.of(rules))).contains(head);
    assertThat(GitCommit.of(Optional.of(rules.resolve("shop.yaml")))).contains(head);

    Files.writeString(rules.resolve("notes.txt"), "changed\n");
    assertThat(GitCommit.of(Optional.of(rules))).as("that is no rule file").contains(head);
  }

  @Test
  void aFileThatIsOtherThanCommittedBelongsToNobody() throws Exception {
    Files.writeString(rules.resolve("shop.yaml"), "version: 1 # now\n");
    assertThat(GitCommit.of(Optional.of(rules))).isEmpty();
  }

  @Test
  void aFileThatWasNotCommittedBelongsToNobody() throws Exception {
    Files.writeString(rules.resolve("new.yaml"), "version: 1\n");
    assertThat(GitCommit.of(Optional.of(rules))).isEmpty();
  }

  @Test
  void aFileThatIsGoneBelongsToNobody() throws Exception {
    Files.writeString(rules.resolve("more.yaml"), "version: 1\n");
    git("add", ".");
    git("commit", "-q", "-m", "more");
    Files.delete(rules.resolve("more.yaml"));
    assertThat(GitCommit.of(Optional.of(rules))).isEmpty();
  }

  @Test
  void withoutACheckoutThereIsNoCommit(@TempDir Path elsewhere) throws Exception {
    Files.writeString(elsewhere.resolve("shop.yaml"), "version: 1\n");
    assertThat(GitCommit.of(Optional.of(elsewhere))).isEmpty();
    assertThat(GitCommit.of(Optional.empty())).isEmpty();
    assertThat(GitCommit.of(Optional.of(elsewhere.resolve("none")))).isEmpty();
  }

  @Test
  void whatTheCheckoutWantsToRunIsNotRun() throws Exception {
    Path marker = checkout.resolve("ran");
    Path script = checkout.resolve("run.sh");
    Files.writeString(script, "#!/bin/sh\ntouch " + marker + "\ncat\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    git("config", "core.fsmonitor", script.toString());
    git("config", "filter.odd.clean", script.toString());
    git("config", "filter.odd.smudge", script.toString());
    git("config", "diff.external", script.toString());
    git("config", "gpg.program", script.toString());
    git("config", "log.showSignature", "true");
    Files.writeString(checkout.resolve(".gitattributes"), "*.yaml filter=odd diff=odd\n");

    assertThat(GitCommit.of(Optional.of(rules))).isPresent();
    assertThat(marker).doesNotExist();
    git("status", "--porcelain");
    assertThat(marker).as("others would have run it").exists();
  }
}
