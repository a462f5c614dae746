package dev.figleaf.benchmarks.load;

import java.util.List;
import java.util.Map;

/**
 * What is asked, and over how many connections.
 *
 * @param path behind the prefix of the route
 * @param bodyBytes of each request; with none it is a GET
 */
public record Load(String path, Map<String, String> headers, int bodyBytes, int connections) {
  private static final int CONNECTIONS = 64;

  public Load {
    headers = Map.copyOf(headers);
  }

  public static Load get(String path) {
    return new Load(path, Map.of(), 0, CONNECTIONS);
  }

  public static Load post(String path, int bytes) {
    return new Load(path, Map.of("Content-Type", "application/octet-stream"), bytes, CONNECTIONS);
  }

  public Load over(int newConnections) {
    return new Load(path, headers, bodyBytes, newConnections);
  }

  public Load with(Map<String, String> newHeaders) {
    return new Load(path, newHeaders, bodyBytes, connections);
  }

  /** Headers as a browser sends them: with Host, fifteen. */
  public static Map<String, String> ofBrowser() {
    return Map.ofEntries(
        Map.entry(
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                + " Chrome/140.0.0.0 Safari/537.36"),
        Map.entry("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        Map.entry("Accept-Language", "en-GB,en;q=0.9,de;q=0.8"),
        Map.entry("Accept-Encoding", "gzip, deflate, br, zstd"),
        Map.entry("Referer", "https://shop.example.com/catalog/shoes?page=2"),
        Map.entry(
            "Cookie",
            "SESSION=4f6b1d0e9c2a7b385f6e; consent=all; theme=dark; _ga=GA1.2.1234567890.1700000000"),
        Map.entry("Cache-Control", "max-age=0"),
        Map.entry("Upgrade-Insecure-Requests", "1"),
        Map.entry("Sec-Fetch-Dest", "document"),
        Map.entry("Sec-Fetch-Mode", "navigate"),
        Map.entry("Sec-Fetch-Site", "same-origin"),
        Map.entry("Sec-Ch-Ua", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\""),
        Map.entry("Sec-Ch-Ua-Mobile", "?0"),
        Map.entry("Sec-Ch-Ua-Platform", "\"Linux\""));
  }

  /** Every header as an option of a command line. */
  List<String> options(String option) {
    return headers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(header -> List.of(option, header.getKey() + ": " + header.getValue()).stream())
        .toList();
  }
}
