package dev.figleaf.rules;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.yaml.snakeyaml.reader.StreamReader;

/** Turns the bytes of a file into the text of a YAML document: UTF-8, bounded, printable. */
final class YamlText {
  static final int LARGEST = 1024 * 1024;

  private YamlText() {}

  /** Reads the text; empty where a problem was added. */
  static Optional<String> decode(String file, byte[] bytes, Problems problems) {
    if (bytes.length > LARGEST) {
      problems.error(Location.ofFile(file), "", "the file is larger than 1 MiB; split it up");
      return Optional.empty();
    }
    if (isUtf16(bytes)) {
      problems.error(Location.ofFile(file), "", "the file is in UTF-16; save it as UTF-8");
      return Optional.empty();
    }
    var text = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
    String read = text.flip().toString();
    if (result.isError()) {
      problems.error(end(file, read), "", "this is not UTF-8; save the file as UTF-8");
      return Optional.empty();
    }
    return printable(file, read, problems);
  }

  private static boolean isUtf16(byte[] bytes) {
    return bytes.length >= 2
        && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF
            || bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE);
  }

  private static Optional<String> printable(String file, String read, Problems problems) {
    // A byte order mark says nothing in UTF-8, but some editors write it.
    String text = read.startsWith("\uFEFF") ? read.substring(1) : read;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      if (!StreamReader.isPrintable(point)) {
        String name = String.format("U+%04X", point);
        problems.error(
            end(file, text.substring(0, i)), "", "the character " + name + " cannot be in YAML");
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }

  /** The place right after a text. */
  private static Location end(String file, String text) {
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int begin = text.lastIndexOf('\n') + 1;
    return new Location(file, line, 1 + text.codePointCount(begin, text.length()));
  }
}
