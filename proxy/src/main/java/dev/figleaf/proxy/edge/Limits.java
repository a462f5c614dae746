package dev.figleaf.proxy.edge;

import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.Default;
import dev.figleaf.rules.Doc;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.Range;
import dev.figleaf.rules.WhenAbsent;
import java.time.Duration;

/** What strangers may ask of the facade; past each limit, they are refused. */
public record Limits(
    @Doc("The longest request line; past it, 414.") @Default("8KiB") ByteSize requestLine,
    @Doc("The largest single header, name and value; past it, 431.") @Default("16KiB")
        ByteSize header,
    @Doc("The largest set of headers; past it, 431.") @Default("32KiB") ByteSize headers,
    @Doc("The most headers of one request; past it, 431.")
        @Default("100")
        @Range(min = 1, max = 10_000)
        int headerCount,
    @Doc("How long a request head may take from its first byte; past it, the connection closes.")
        @Default("5s")
        @Range(min = 100, max = 3_600_000)
        Duration head,
    @Doc("The fewest bytes a second of a request body, once it moves.") @Default("200B")
        ByteSize bodyRate,
    @Doc("How long it may be slower than that; past it, 408.")
        @Default("10s")
        @Range(min = 100, max = 3_600_000)
        Duration slowBody,
    @Doc("The most connections of clients; past it, a new one is closed at once.")
        @Default("10000")
        @Range(min = 1, max = 10_000_000)
        int connections,
    @Doc("The most requests at once, over all event loops; past it, 503 for a new one.")
        @Default("10000")
        @Range(min = 1, max = 10_000_000)
        int inFlight,
    @Doc("How long a connection may be without a request; past it, it closes.")
        @Default("60s")
        @Range(min = 100, max = 86_400_000)
        Duration idle,
    @Doc("The most requests on one connection; the last one's answer closes it.")
        @Default("100000")
        @Range(min = 1, max = Integer.MAX_VALUE)
        int requests,
    @Doc("How many bytes of pipelined requests wait here; further ones wait outside.")
        @Default("64KiB")
        ByteSize pipelined,
    @Doc("How full the heap may be after a collection; past it, 503 for every new request.")
        @Default("90%")
        Percentage heap,
    @Doc("What one connection of HTTP/2 may do.") Http2 http2) {

  /** The limits of one connection of HTTP/2. */
  public record Http2(
      @Doc("The most requests at once; past it, a stream is refused.")
          @Default("100")
          @Range(min = 1, max = 10_000)
          int streams,
      @Doc("The most unread bytes of one request; past it, the client waits.") @Default("64KiB")
          ByteSize window,
      @Doc("The largest table of header compression.") @Default("4KiB") ByteSize headerTable,
      @Doc(
              "The most streams that are reset in 10 s, by either side;"
                  + " past it, the connection closes.")
          @Default("100")
          @Range(min = 1, max = 1_000_000)
          int resets,
      @Doc("The most frames in 10 s that carry nothing; past it, the connection closes.")
          @Default("1000")
          @Range(min = 10, max = 1_000_000)
          int controlFrames) {

    /** The limits that hold where none are written. */
    @WhenAbsent
    public static final Http2 USUAL =
        new Http2(100, ByteSize.parse("64KiB"), ByteSize.parse("4KiB"), 100, 1_000);
  }

  /** The limits that hold where none are written. */
  @WhenAbsent
  public static final Limits USUAL =
      new Limits(
          ByteSize.parse("8KiB"),
          ByteSize.parse("16KiB"),
          ByteSize.parse("32KiB"),
          100,
          Duration.ofSeconds(5),
          ByteSize.parse("200B"),
          Duration.ofSeconds(10),
          10_000,
          10_000,
          Duration.ofSeconds(60),
          100_000,
          ByteSize.parse("64KiB"),
          Percentage.parse("90%"),
          Http2.USUAL);
}
