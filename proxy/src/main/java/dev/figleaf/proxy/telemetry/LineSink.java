package dev.figleaf.proxy.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where whole lines go. Used by one thread, which it may block. */
interface LineSink extends AutoCloseable {
  /** Writes all lines of the buffer, or fails; what was written by then may stay. */
  void write(ByteBuffer lines) throws IOException;

  @Override
  void close() throws IOException;

  /** The process's standard output, which stays open. */
  static LineSink stdout() {
    var out = new FileOutputStream(FileDescriptor.out);
    return new LineSink() {
      @Override
      public void write(ByteBuffer lines) throws IOException {
        out.write(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
      }

      @Override
      public void close() {}
    };
  }
}
