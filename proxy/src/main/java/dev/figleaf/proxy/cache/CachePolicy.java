package dev.figleaf.proxy.cache;

import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.rules.CacheSpec;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a shared cache does with requests and answers (RFC 9111), for one route. Pure: times are
 * given, in milliseconds of one clock. Immutable; safe to share.
 */
public final class CachePolicy {
  private final CacheSpec spec;
  private final List<String> vary;

  public CachePolicy(CacheSpec spec) {
    this.spec = spec;
    this.vary = spec.vary().stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList();
  }

  /** Whether answers differ by more than they say themselves. */
  public boolean varies() {
    return !vary.isEmpty();
  }

  /** Has an answer say so, to whoever keeps it next (RFC 9110 §12.5.5). */
  public void tellVary(HeaderList answer) {
    Selection.tell(vary, answer);
  }

  /** What tells requests apart for which the same answer is on its way. */
  List<String> selecting(HeaderList request) {
    return Selection.of(vary, request).values();
  }

  // --- requests

  /** Says what becomes of a request (RFC 9111 §4). */
  public Lookup look(Asked asked, Variants kept, long now) {
    if (!asked.isGet() && !asked.method().equals("HEAD")) {
      return new Lookup.Pass(Forwarded.METHOD);
    }
    if (isAboutMore(asked)) {
      return new Lookup.Pass(Forwarded.REQUEST);
    }
    StoredAnswer answer = kept.select(asked);
    if (answer != null && (!asked.isAuthorized() || answer.terms().forAuthorized())) {
      return look(asked, answer, now);
    }
    if (asked.control().has("only-if-cached")) {
      return new Lookup.NotStored();
    }
    return new Lookup.Miss(why(asked, kept, answer));
  }

  private static Forwarded why(Asked asked, Variants kept, @Nullable StoredAnswer answer) {
    if (answer != null) {
      return Forwarded.REQUEST;
    }
    return kept.hasOf(asked.upstream()) ? Forwarded.VARY_MISS : Forwarded.URI_MISS;
  }

  /** What only the upstream can answer: a part, or a condition on what it has now (§4.3.2). */
  private static boolean isAboutMore(Asked asked) {
    return asked.has(HttpHeaderNames.RANGE)
        || asked.has(HttpHeaderNames.IF_MATCH)
        || asked.has(HttpHeaderNames.IF_UNMODIFIED_SINCE)
        || asked.control().has("no-store");
  }

  private static Lookup look(Asked asked, StoredAnswer answer, long now) {
    if (isWantedNewer(asked.control(), answer.terms(), now)) {
      return revalidate(asked, answer, Forwarded.REQUEST);
    }
    if (answer.terms().isFresh(now)) {
      return new Lookup.Hit(answer, false);
    }
    if (allowsStale(asked.control(), answer.terms(), now)) {
      return new Lookup.Hit(answer, false);
    }
    if (!answer.terms().everAsked()
        && answer.terms().staleness(now) < answer.terms().staleWhileRevalidate()) {
      return new Lookup.Hit(answer, true);
    }
    return revalidate(asked, answer, Forwarded.STALE);
  }

  private static Lookup revalidate(Asked asked, StoredAnswer answer, Forwarded why) {
    return asked.control().has("only-if-cached")
        ? new Lookup.NotStored()
        : new Lookup.Revalidate(answer, why);
  }

  /** RFC 9111 §5.2.1.1, §5.2.1.3, §5.2.1.4. */
  private static boolean isWantedNewer(CacheControl wanted, Terms terms, long now) {
    long maxAge = wanted.seconds("max-age");
    long minFresh = wanted.seconds("min-fresh");
    return wanted.has("no-cache")
        || (maxAge != CacheControl.ABSENT && terms.age(now) > maxAge * 1_000)
        || (minFresh != CacheControl.ABSENT && -terms.staleness(now) < minFresh * 1_000);
  }

  /** RFC 9111 §5.2.1.2: without seconds, however stale. */
  private static boolean allowsStale(CacheControl wanted, Terms terms, long now) {
    return terms.maxStaleAllowed()
        && !terms.everAsked()
        && wanted.has("max-stale")
        && (wanted.hasNoArgument("max-stale")
            || terms.staleness(now) <= wanted.seconds("max-stale") * 1_000);
  }

  // --- answers

  /**
   * Says whether an answer is kept (RFC 9111 §3), and on what terms.
   *
   * @param askedAt when the request left
   * @param receivedAt when the head of the answer was there
   */
  public Storing storing(
      Asked asked, int status, HeaderList headers, long askedAt, long receivedAt) {
    CacheControl control = CacheControl.of(headers);
    Storing.Why why = whyNot(asked, status, headers, control);
    if (why != null) {
      return new Storing.Left(why);
    }
    List<String> names = Selection.names(vary, headers);
    if (names.contains("*")) {
      return new Storing.Left(Storing.Why.VARIES_BY_ANYTHING);
    }
    Freshness fresh = Freshness.of(status, headers, control, spec.ttl(), receivedAt);
    Terms terms = terms(asked, control, fresh, age(headers, askedAt, receivedAt), receivedAt);
    var head =
        new StoredAnswer(
            asked.upstream(),
            status,
            kept(headers, receivedAt),
            new byte[0],
            Selection.of(names, asked.headers()),
            terms);
    return isOfUse(head, fresh)
        ? new Storing.Kept(head)
        : new Storing.Left(Storing.Why.NEVER_FRESH);
  }

  private static Storing.@Nullable Why whyNot(
      Asked asked, int status, HeaderList headers, CacheControl control) {
    if (!asked.isGet()) {
      return Storing.Why.METHOD;
    }
    if (asked.control().has("no-store") || control.has("no-store")) {
      return Storing.Why.NO_STORE;
    }
    if (control.has("private")) {
      return Storing.Why.PRIVATE;
    }
    if (!Freshness.mayKeep(status)) {
      return Storing.Why.STATUS;
    }
    if (headers.contains(HttpHeaderNames.SET_COOKIE)) {
      return Storing.Why.SET_COOKIE;
    }
    return asked.isAuthorized() && !isForAuthorized(control) ? Storing.Why.AUTHORIZATION : null;
  }

  /** RFC 9111 §3.5. */
  private static boolean isForAuthorized(CacheControl control) {
    return control.has("public") || control.has("s-maxage") || control.has("must-revalidate");
  }

  private Terms terms(
      Asked asked, CacheControl control, Freshness fresh, long age, long receivedAt) {
    // RFC 9111 §4.2.4: what says so must never be given stale.
    boolean never =
        control.has("no-cache")
            || control.has("must-revalidate")
            || control.has("proxy-revalidate")
            || control.has("s-maxage");
    return new Terms(
        receivedAt,
        age,
        fresh.lifetime(),
        never ? 0 : stale(control, "stale-while-revalidate", spec.staleWhileRevalidate()),
        never ? 0 : stale(control, "stale-if-error", spec.staleIfError()),
        !never,
        control.has("no-cache"),
        isForAuthorized(control));
  }

  /** What the answer says wins over the rules. */
  private static long stale(CacheControl control, String directive, Duration ruled) {
    long seconds = control.seconds(directive);
    return seconds == CacheControl.ABSENT ? ruled.toMillis() : seconds * 1_000;
  }

  /**
   * How old it was when it came (RFC 9111 §4.2.3). What its Date says against our clock is left
   * out, as that section allows: an upstream whose clock is wrong would never be kept.
   */
  private static long age(HeaderList headers, long askedAt, long receivedAt) {
    String said = headers.text(HttpHeaderNames.AGE);
    long seconds = said == null ? 0 : CacheControl.seconds(said.strip(), 0);
    return seconds * 1_000 + Math.max(0, receivedAt - askedAt);
  }

  private static boolean isOfUse(StoredAnswer head, Freshness fresh) {
    Terms terms = head.terms();
    if (terms.isFresh(terms.receivedAt())) {
      return true;
    }
    boolean lived = fresh.explicit() || fresh.lifetime() > 0 || terms.everAsked();
    return lived
        && (head.hasValidator()
            || (!terms.everAsked()
                && terms.staleness(terms.receivedAt())
                    < Math.max(terms.staleWhileRevalidate(), terms.staleIfError())));
  }

  private HeaderList kept(HeaderList headers, long receivedAt) {
    HeaderList kept = HeaderList.ofSize(headers.count() + 2);
    headers.forEach(
        (name, value) -> {
          if (!HttpHeaderNames.AGE.contentEqualsIgnoreCase(name)
              && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
            // They may be views of what is read and thrown away.
            kept.add(name.toString(), value.toString());
          }
        });
    if (!kept.contains(HttpHeaderNames.DATE)) {
      kept.add(HttpHeaderNames.DATE, DateFormatter.format(new Date(receivedAt)));
    }
    tellVary(kept);
    return kept;
  }

  // --- validation

  /** What an upstream is asked with (RFC 9111 §4.3.1): the client's headers, our own conditions. */
  public static HeaderList conditional(HeaderList request, StoredAnswer kept) {
    HeaderList headers = unconditional(request);
    if (kept.etag() != null) {
      headers.add(HttpHeaderNames.IF_NONE_MATCH, kept.etag());
    }
    if (kept.lastModified() != null) {
      headers.add(HttpHeaderNames.IF_MODIFIED_SINCE, kept.lastModified());
    }
    return headers;
  }

  /** The same without any. */
  public static HeaderList unconditional(HeaderList request) {
    HeaderList headers = HeaderList.ofSize(request.count() + 2);
    request.forEach(headers::add);
    headers.remove(HttpHeaderNames.IF_NONE_MATCH);
    headers.remove(HttpHeaderNames.IF_MODIFIED_SINCE);
    return headers;
  }

  /**
   * Whether a 304 is about what is kept, and not about something newer (RFC 9111 §4.3.4).
   *
   * <p>Weak tags will do, because servers that compress call an answer {@code W/"1"} and its 304
   * {@code "1"}; and so does a 304 that names nothing, because it answers to what was asked with.
   */
  public static boolean isAbout(StoredAnswer kept, HeaderList notModified) {
    String etag = notModified.text(HttpHeaderNames.ETAG);
    if (etag != null) {
      return kept.etag() != null && Validators.same(kept.etag(), etag);
    }
    String modified = notModified.text(HttpHeaderNames.LAST_MODIFIED);
    return modified == null || kept.lastModified() == null || modified.equals(kept.lastModified());
  }

  /** What is kept, with what a 304 says of it now (RFC 9111 §3.2, §4.3.4). */
  public HeaderList freshened(StoredAnswer kept, HeaderList notModified) {
    HeaderList headers = HeaderList.ofSize(kept.headers().count() + notModified.count());
    kept.headers()
        .forEach(
            (name, value) -> {
              if (!notModified.contains(name) || describesBody(name)) {
                headers.add(name, value);
              }
            });
    notModified.forEach(
        (name, value) -> {
          if (!describesBody(name)) {
            headers.add(name, value);
          }
        });
    return headers;
  }

  private static boolean describesBody(CharSequence name) {
    return HttpHeaderNames.CONTENT_ENCODING.contentEqualsIgnoreCase(name)
        || HttpHeaderNames.CONTENT_TYPE.contentEqualsIgnoreCase(name)
        || HttpHeaderNames.CONTENT_RANGE.contentEqualsIgnoreCase(name)
        || HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name);
  }

  /** Whether a client has what is kept already (RFC 9110 §13.2.2): it gets a 304. */
  public static boolean isHad(Asked asked, StoredAnswer kept) {
    HeaderList request = asked.headers();
    if (kept.status() != 200) {
      return false;
    }
    if (request.contains(HttpHeaderNames.IF_NONE_MATCH)) {
      String etag = kept.etag();
      return etag != null && Validators.lists(request.all(HttpHeaderNames.IF_NONE_MATCH), etag);
    }
    Date since = Freshness.date(request.get(HttpHeaderNames.IF_MODIFIED_SINCE));
    Date modified = Freshness.date(kept.lastModified());
    return since != null && modified != null && !modified.after(since);
  }
}
