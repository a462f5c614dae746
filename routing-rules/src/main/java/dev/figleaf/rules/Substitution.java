package dev.figleaf.rules;

import dev.figleaf.rules.LocatedNode.Scalar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values of the environment and of files into the texts of one rule file: {@code ${NAME}},
 * {@code ${NAME:-default}}, {@code ${file:PATH}}; {@code $${} stands for itself.
 */
final class Substitution {
  static final int LARGEST_FILE = 64 * 1024;
  static final int MOST_TEXT = 1024 * 1024;

  private static final byte[] ABSENT = {};
  private static final Pattern REFERENCE = Pattern.compile("\\$(\\$\\{)|\\$\\{([^}]*)(}?)");
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);

  private final Environment environment;
  private final Path folder;
  private final Problems problems;
  private final Map<Path, byte[]> files;
  private int taken;

  /**
   * @param folder that relative paths start from
   * @param files takes what was read of every file, also as nothing where it could not be read
   */
  Substitution(Environment environment, Path folder, Problems problems, Map<Path, byte[]> files) {
    this.environment = environment;
    this.folder = folder;
    this.problems = problems;
    this.files = files;
  }

  /** A sorted map to collect the files in. */
  static Map<Path, byte[]> collected() {
    return new TreeMap<>();
  }

  LocatedNode apply(Scalar written, String path) {
    if (!written.text().contains("${")) {
      return written;
    }
    var reading = new Reading(written, path);
    Matcher reference = REFERENCE.matcher(written.text());
    while (reference.find()) {
      reading.take(reference);
    }
    return reading.finish(reference);
  }

  /** One text on its way to its final form. */
  private final class Reading {
    private final Scalar written;
    private final String path;
    private final StringBuilder text = new StringBuilder();
    private boolean failed;
    private int secrets;
    private String secret = "";

    Reading(Scalar written, String path) {
      this.written = written;
      this.path = path;
    }

    void take(Matcher reference) {
      reference.appendReplacement(text, "");
      if (reference.group(1) != null) {
        text.append("${");
      } else if (reference.group(3).isEmpty()) {
        error("${ is never closed; write $${ where the text itself has it");
      } else {
        resolve(reference.group(), reference.group(2));
      }
    }

    private void resolve(String reference, String inside) {
      if (inside.startsWith("file:")) {
        ofFile(reference, inside.substring(5));
        return;
      }
      Matcher name = NAME.matcher(inside);
      if (!name.matches()) {
        error(
            Quoted.plain(reference)
                + " names no variable; write ${NAME}, ${NAME:-default} or ${file:PATH}");
        return;
      }
      Optional<String> value = environment.variable(name.group(1));
      if (value.isPresent()) {
        insert(value.get(), "${" + name.group(1) + "}");
      } else if (name.group(2) != null) {
        text.append(name.group(2));
      } else {
        error(
            "the environment has no variable "
                + name.group(1)
                + "; set it, or give a default with ${"
                + name.group(1)
                + ":-…}");
      }
    }

    private void ofFile(String reference, String name) {
      try {
        Path file = folder.resolve(name).normalize();
        insert(content(file), Quoted.plain(reference));
      } catch (InvalidPathException _) {
        error(Quoted.of(name) + " is not a path");
      } catch (CharacterCodingException _) {
        error("cannot take " + Quoted.plain(reference) + ": it is not text in UTF-8");
      } catch (IOException e) {
        error("cannot take " + Quoted.plain(reference) + ": " + e.getMessage());
      }
    }

    private void insert(String value, String name) {
      taken += value.length();
      if (taken > MOST_TEXT) {
        error("what this file takes from variables and files is over 1 MiB");
        return;
      }
      problems.hide(value, name);
      text.append(value);
      secrets++;
      secret = name;
    }

    private void error(String message) {
      failed = true;
      problems.error(written.at(), path, message);
    }

    LocatedNode finish(Matcher reference) {
      if (failed) {
        return new LocatedNode.Unresolved(written.at());
      }
      reference.appendTail(text);
      return new Scalar(
          written.at(), text.toString(), written.plain(), secrets == 0 ? null : label());
    }

    private String label() {
      boolean whole = secrets == 1 && REFERENCE.matcher(written.text()).matches();
      return (whole ? "the value of " : "the text with ") + secret;
    }
  }

  private String content(Path file) throws IOException {
    byte[] bytes = files.getOrDefault(file, ABSENT);
    if (bytes == ABSENT) {
      bytes = read(file);
    }
    if (bytes.length > LARGEST_FILE) {
      throw new IOException("it is larger than 64 KiB");
    }
    return withoutLastNewline(bytes);
  }

  private byte[] read(Path file) throws IOException {
    if (taken > MOST_TEXT) {
      throw new IOException("what this file takes from variables and files is over 1 MiB");
    }
    files.put(file, ABSENT);
    byte[] bytes = environment.file(file, LARGEST_FILE + 1);
    files.put(file, bytes);
    taken += bytes.length;
    return bytes;
  }

  private static String withoutLastNewline(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.endsWith("\r\n")
        ? text.substring(0, text.length() - 2)
        : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
