package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.telemetry.ProxyEvents;
import dev.figleaf.proxy.wire.WireTable;
import dev.figleaf.rules.Defaults;
import dev.figleaf.rules.UpstreamSpec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What fuzz targets of this package begin with. */
final class FuzzSeeds {
  private FuzzSeeds() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static Stream<byte[]> requests() {
    return WireTable.requestBytes().stream().map(FuzzSeeds::bytes);
  }

  static Stream<byte[]> responses() {
    return WireTable.responseBytes().stream().map(FuzzSeeds::bytes);
  }

  /** Values of all headers of all rows. */
  static Stream<byte[]> headerValues() {
    return Stream.concat(WireTable.requestBytes().stream(), WireTable.responseBytes().stream())
        .filter(message -> message.length() < 2_000)
        .flatMap(message -> message.lines().skip(1))
        .filter(line -> line.contains(": "))
        .map(line -> bytes(line.split(": ", 2)[1]))
        .distinct();
  }

  /** An upstream of HTTP/1.1 that nobody calls. */
  static Upstream upstream(String... addresses) {
    List<URI> endpoints = Stream.of(addresses).map(URI::create).toList();
    UpstreamSpec spec = UpstreamSpec.at("legacy", endpoints).orElse(Defaults.NONE);
    return Objects.requireNonNull(
        new UpstreamRegistry(1, ProxyEvents.NOOP).prepare(List.of(spec)).get("legacy"));
  }
}
