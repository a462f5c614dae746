package dev.figleaf.proxy.wire;

import dev.figleaf.proxy.harness.H2Peer;
import dev.figleaf.proxy.harness.ProxyHarness;
import dev.figleaf.proxy.harness.RawSocket;
import dev.figleaf.proxy.harness.RawUpstream;
import io.netty.handler.codec.http2.Http2Error;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An upstream of HTTP/2 that sends the frames of a row, and keeps what it is told about them. */
final class Http2Upstream {
  private final RawUpstream upstream;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Semaphore seen = new Semaphore(0);
  private volatile String frames = "HEADERS 200 ++ DATA.end ok";

  Http2Upstream(ProxyHarness proxy) {
    upstream = proxy.rawUpstream("legacy", this::serve);
  }

  RawUpstream upstream() {
    return upstream;
  }

  private void serve(RawUpstream.Connection connection) throws Exception {
    H2Peer peer = H2Peer.accept(connection.socket());
    while (true) {
      H2Peer.Frame frame = peer.next();
      switch (frame.type()) {
        case H2Peer.HEADERS -> {
          String path = String.join("", Objects.requireNonNull(frame.head()).all(":path"));
          String said = path.equals("/-probe") ? "HEADERS 200 ++ DATA.end ok" : frames;
          say(Http2Frames.of(said, frame.stream()), connection.socket());
        }
        case H2Peer.RST_STREAM -> told.add("RST_STREAM " + name(frame.code()));
        case H2Peer.GOAWAY -> {
          int code = ByteBuffer.wrap(frame.payload()).getInt(4);
          told.add("GOAWAY " + name(code));
        }
        default -> {}
      }
    }
  }

  /** In one write, but for what the test has to see first. */
  private void say(List<Http2Frames> said, RawSocket socket) throws Exception {
    var bytes = new ByteArrayOutputStream();
    for (Http2Frames frame : said) {
      bytes.writeBytes(frame.bytes());
      if (frame.isWait()) {
        socket.send(bytes.toByteArray());
        bytes.reset();
        seen.tryAcquire(10, TimeUnit.SECONDS);
      }
    }
    socket.send(bytes.toByteArray());
  }

  /** The client has what was said before the word WAIT. */
  void goOn() {
    seen.release();
  }

  private static String name(int code) {
    return Http2Error.valueOf(code).name();
  }

  /** Answers with these frames from now on, and forgets what was. */
  void begin(String cell) {
    frames = cell;
    told.clear();
    seen.drainPermits();
  }

  /** What it was told first since then about what is wrong; later frames only repeat it. */
  String told() {
    return told.isEmpty() ? "-" : told.getFirst();
  }
}
