package dev.figleaf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a page that a run writes, between two marks. */
final class Publication {
  private static final String BEGIN = "<!-- results: written by benchmarks/run --publish -->";
  private static final String END = "<!-- end of results -->";

  private Publication() {}

  static void write(Path page, String text) throws IOException {
    Files.writeString(page, replaced(Files.readString(page), text));
  }

  static String replaced(String page, String text) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the marks of the results are missing");
    }
    return page.substring(0, begin + BEGIN.length())
        + "\n\n"
        + text.strip()
        + "\n\n"
        + page.substring(end);
  }
}
