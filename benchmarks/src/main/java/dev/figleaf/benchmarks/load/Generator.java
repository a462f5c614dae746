package dev.figleaf.benchmarks.load;

import dev.figleaf.benchmarks.peer.Site;
import java.io.IOException;

/** A program that puts load on a site for some seconds. */
public interface Generator {
  Answers run(Site site, Load load, int seconds) throws IOException, InterruptedException;
}
