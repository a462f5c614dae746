package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.CacheSpec;
import java.time.Duration;
import java.util.List;

/** Requests and answers as text, for decisions at a time that is given. */
final class Scene {
  /** When answers come. */
  static final long START = 1_000_000_000_000L;

  private Scene() {}

  static CacheSpec spec(int ttl, int staleWhileRevalidate, int staleIfError, String... vary) {
    return new CacheSpec(
        Duration.ofSeconds(ttl),
        List.of(vary),
        Duration.ofSeconds(staleWhileRevalidate),
        Duration.ofSeconds(staleIfError),
        ByteSize.parse("1MiB"),
        ByteSize.parse("64KiB"));
  }

  static CachePolicy policy(int ttl, String... vary) {
    return new CachePolicy(spec(ttl, 0, 0, vary));
  }

  /** Lines such as {@code Age: 10}. */
  static HeaderList headers(String... lines) {
    HeaderList headers = HeaderList.ofSize(8);
    for (String line : lines) {
      if (!line.isEmpty()) {
        String[] pair = line.split(": ", 2);
        headers.add(pair[0], pair[1]);
      }
    }
    return headers;
  }

  /** Headers of one line, with a bar between them. */
  static HeaderList bars(String line) {
    return headers(line.split(" \\| ", -1));
  }

  static Asked get(String... lines) {
    return Asked.of("GET", "legacy", headers(lines));
  }

  static Storing storing(CachePolicy policy, Asked asked, int status, HeaderList answer) {
    return policy.storing(asked, status, answer, START, START);
  }

  /** What is kept of an answer 200. */
  static StoredAnswer kept(CachePolicy policy, String... lines) {
    return switch (storing(policy, get(), 200, headers(lines))) {
      case Storing.Kept(StoredAnswer head) -> head;
      case Storing.Left(Storing.Why why) -> throw new AssertionError("not kept: " + why);
    };
  }

  static Variants variants(StoredAnswer... answers) {
    Variants all = Variants.NONE;
    for (StoredAnswer answer : answers) {
      all = all.with(answer);
    }
    return all;
  }

  /** One word for what becomes of a request so many seconds later. */
  static String word(Lookup lookup) {
    return switch (lookup) {
      case Lookup.Hit(_, boolean refresh) -> refresh ? "refresh" : "hit";
      case Lookup.Revalidate(_, Forwarded why) -> "revalidate " + why.word();
      case Lookup.Miss(Forwarded why) -> "miss " + why.word();
      case Lookup.Pass(Forwarded why) -> "pass " + why.word();
      case Lookup.NotStored() -> "504";
    };
  }
}
