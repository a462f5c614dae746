package dev.figleaf.sample.monolith;

import io.vertx.core.buffer.Buffer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The files that come with the shop's code. */
final class Resources {
  private Resources() {}

  static Buffer read(String name) {
    try (var in = Resources.class.getResourceAsStream("/shop/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
