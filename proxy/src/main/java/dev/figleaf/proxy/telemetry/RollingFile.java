package dev.figleaf.proxy.telemetry;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of lines that is rolled when it is full: {@code access.log}, then {@code access.log.1} and
 * so on.
 *
 * <p>A write that fails half-way is taken back, so that no torn line stays. Others may cut the file
 * ({@code logrotate} with {@code copytruncate}); one that could not be rolled is opened again.
 */
final class RollingFile implements LineSink {
  private final Path file;
  private final long maxBytes;
  private final int keep;
  private FileChannel channel;

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
  }

  @Override
  public void write(ByteBuffer lines) throws IOException {
    if (!channel.isOpen()) {
      channel = open();
    }
    // Asked every time, because somebody else may cut the file.
    long size = channel.size();
    if (size > 0 && size + lines.remaining() > maxBytes) {
      roll();
      size = 0;
    }
    try {
      append(lines);
    } catch (IOException e) {
      takeBack(size, e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void append(ByteBuffer lines) throws IOException {
    while (lines.hasRemaining()) {
      channel.write(lines);
    }
  }

  private void takeBack(long size, IOException failure) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void roll() throws IOException {
    channel.close();
    for (int i = keep - 1; i > 0; i--) {
      if (Files.exists(rolled(i))) {
        Files.move(rolled(i), rolled(i + 1), REPLACE_EXISTING);
      }
    }
    Files.move(file, rolled(1), REPLACE_EXISTING);
    channel = open();
  }

  private Path rolled(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(file, CREATE, APPEND);
  }
}
