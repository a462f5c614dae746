package dev.figleaf.proxy.telemetry;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of lines that is rolled when it is full: {@code access.log}, then {@code access.log.1} and
 * so on.
 *
 * <p>A write that fails half-way is taken back, so that no torn line stays.
 */
final class RollingFile implements LineSink {
  private final Path file;
  private final long maxBytes;
  private final int keep;
  private FileChannel channel;
  private long size;

  /**
   * Opens the file, appending to what is there; makes its folder.
   *
   * @param maxBytes when to roll
   * @param keep how many rolled files stay
   */
  RollingFile(Path file, long maxBytes, int keep) throws IOException {
    this.file = file.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.keep = keep;
    var folder = this.file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    channel = open();
    size = channel.size();
  }

  @Override
  public void write(ByteBuffer lines) throws IOException {
    if (size > 0 && size + lines.remaining() > maxBytes) {
      roll();
    }
    try {
      append(lines);
    } catch (IOException e) {
      takeBack(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void append(ByteBuffer lines) throws IOException {
    int length = lines.remaining();
    long at = size;
    while (lines.hasRemaining()) {
      at += channel.write(lines, at);
    }
    size += length;
  }

  private void takeBack(IOException failure) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void roll() throws IOException {
    channel.close();
    try {
      for (int i = keep - 1; i > 0; i--) {
        if (Files.exists(rolled(i))) {
          Files.move(rolled(i), rolled(i + 1), REPLACE_EXISTING);
        }
      }
      Files.move(file, rolled(1), REPLACE_EXISTING);
    } finally {
      channel = open();
      size = channel.size();
    }
  }

  private Path rolled(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(file, CREATE, WRITE);
  }
}
