package dev.figleaf.proxy.handler;

import dev.figleaf.proxy.cache.Asked;
import dev.figleaf.proxy.cache.CachePolicy;
import dev.figleaf.proxy.cache.CacheStatus;
import dev.figleaf.proxy.cache.Capture;
import dev.figleaf.proxy.cache.Flight;
import dev.figleaf.proxy.cache.Forwarded;
import dev.figleaf.proxy.cache.RouteCache;
import dev.figleaf.proxy.cache.StoredAnswer;
import dev.figleaf.proxy.cache.Storing;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.telemetry.CacheUse;
import dev.figleaf.proxy.telemetry.Outcome;
import dev.figleaf.proxy.upstream.ForwardError;
import dev.figleaf.proxy.upstream.ForwardListener;
import dev.figleaf.proxy.upstream.ForwardTap;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request to an upstream whose answer may be kept, or that asks whether what is kept is good
 * still: on behalf of a client, or of nobody. The client gets the answer as it comes, and not a
 * moment later for its being kept. Confined to the event loop of who asked.
 *
 * <p>Whatever becomes of it, its flight lands.
 */
final class CacheFill implements ForwardListener, ForwardTap {
  /** RFC 5861 §4. */
  private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

  private enum Answered {
    /** Not yet. */
    NOT,
    /** With what the client gets. */
    ITSELF,
    /** What is kept is good still. */
    UNCHANGED,
    /** That something is good which is not what is kept. */
    ABOUT_ANOTHER,
    /** So that what is kept is better. */
    WITH_ERROR
  }

  private final CachedRoute route;
  private final RouteCache cache;
  private final CachedRoute.Wanted wanted;
  private final Errand forward;
  private final @Nullable StoredAnswer stale;
  private final Forwarded why;
  private final @Nullable Flight flight;
  private final FillStream stream;
  private final long askedAt;
  private final long epoch;
  private Answered answered = Answered.NOT;
  private @Nullable ForwardTap other;
  private @Nullable Capture capture;
  private @Nullable StoredAnswer good;
  private int status;

  /**
   * @param stale what is kept and may not be given as it is, or null
   * @param flight others may wait for it; null where nobody does
   */
  CacheFill(
      CachedRoute route,
      RouteCache cache,
      CachedRoute.Wanted wanted,
      @Nullable StoredAnswer stale,
      Forwarded why,
      @Nullable Flight flight) {
    this.route = route;
    this.cache = cache;
    this.wanted = wanted;
    this.forward = wanted.forward();
    this.stale = stale;
    this.why = why;
    this.flight = flight;
    this.stream = new FillStream(forward, headers(wanted.asked(), stale), this::isAwaited);
    this.askedAt = cache.now();
    this.epoch = cache.epoch(wanted.key());
  }

  private static HeaderList headers(Asked asked, @Nullable StoredAnswer stale) {
    return stale == null ? asked.headers() : CachePolicy.conditional(asked.headers(), stale);
  }

  /** Asks for the client. */
  void start() {
    if (stale == null) {
      // A question of our own is nothing that a copy could answer alike.
      other = forward.tap();
    }
    forward.start(stream, forward.outcome(), this, this);
  }

  /** Asks for nobody, because the client has been answered. */
  void startBehind() {
    stream.leaveClient();
    var outcome = new Outcome();
    outcome.startNanos = System.nanoTime();
    outcome.requestId = forward.outcome().requestId;
    forward.start(stream, outcome, this, this);
  }

  /** Whether somebody wants the answer though the client has left. */
  private boolean isAwaited() {
    boolean maybe = answered == Answered.NOT || capture != null;
    return maybe && flight != null && flight.isAwaited();
  }

  // --- what passes

  @Override
  public void requestPiece(ByteBuf piece) {
    if (other != null) {
      other.requestPiece(piece);
    }
  }

  @Override
  public void answering(String upstream, int given, HeaderList headers) {
    if (other != null) {
      other.answering(upstream, given, headers);
    }
    status = given;
    boolean chosen = upstream.equals(forward.upstream());
    if (stale != null && chosen && given == 304) {
      notModified(stale, headers);
    } else if (mayStandIn() && ERRORS.contains(given)) {
      answered = Answered.WITH_ERROR;
      cache.land(flight, false);
    } else {
      itself(chosen, headers);
    }
    stream.passes(answered == Answered.ITSELF);
  }

  private boolean mayStandIn() {
    return stale != null && stale.standsInForError(cache.now());
  }

  private void notModified(StoredAnswer kept, HeaderList notModified) {
    if (!CachePolicy.isAbout(kept, notModified)) {
      answered = Answered.ABOUT_ANOTHER;
      cache.drop(wanted.key(), kept);
      return;
    }
    answered = Answered.UNCHANGED;
    good = cache.freshen(wanted.key(), wanted.asked(), kept, notModified, askedAt, epoch);
    cache.land(flight, false);
  }

  private void itself(boolean chosen, HeaderList headers) {
    answered = Answered.ITSELF;
    Storing storing =
        chosen
            ? cache.policy().storing(asked(), status, headers, askedAt, cache.now())
            : new Storing.Left(Storing.Why.ANOTHER_UPSTREAM);
    switch (storing) {
      case Storing.Kept(StoredAnswer head) -> capture = captured(head, headers);
      case Storing.Left _ -> {}
    }
    if (capture == null) {
      leave(chosen);
    }
    forward.tellCache(CacheStatus.forwarded(why, capture != null));
  }

  private Asked asked() {
    return stream.isOfNobody() ? wanted.asked().asGet() : wanted.asked();
  }

  /** It will not be kept: what was kept before is older than it, and nobody need wait. */
  private void leave(boolean chosen) {
    boolean says = chosen && status < 500 && asked().method().equals("GET");
    if (stale != null && says) {
      cache.drop(wanted.key(), stale);
    }
    cache.land(flight, says);
  }

  /** Null where it is known already that there is no room for it. */
  private @Nullable Capture captured(StoredAnswer head, HeaderList headers) {
    var capturing = new Capture(cache, head);
    CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null || capturing.expect(Long.parseLong(length, 0, length.length(), 10))
        ? capturing
        : null;
  }

  @Override
  public void answerPiece(ByteBuf piece) {
    if (other != null) {
      other.answerPiece(piece);
    }
    if (capture != null && !capture.add(piece)) {
      capture = null;
      cache.land(flight, true);
    }
  }

  @Override
  public void answered() {
    if (other != null) {
      other.answered();
    }
    StoredAnswer whole = capture == null ? null : capture.end();
    capture = null;
    if (whole != null) {
      cache.keep(wanted.key(), whole, epoch);
    }
    if (answered != Answered.ABOUT_ANOTHER || stream.isOfNobody()) {
      cache.land(flight, false);
    }
  }

  @Override
  public void failed(ForwardError error) {
    if (other != null) {
      other.failed(error);
    }
    if (capture != null) {
      capture.giveUp();
      capture = null;
    }
    cache.land(flight, false);
  }

  // --- what the client hears

  @Override
  public void responding(HeaderList headers) {
    if (answered == Answered.ITSELF && !stream.isOfNobody()) {
      cache.policy().tellVary(headers);
      forward.responding(headers);
    }
  }

  @Override
  public boolean closesClient() {
    return !stream.isOfNobody() && forward.closesClient();
  }

  @Override
  public void failed(ForwardError error, long retryAfterMillis) {
    if (stream.hasLeft()) {
      gone();
    } else if (!stream.isOfNobody()) {
      if (mayStandIn() && Errand.mayStandIn(error)) {
        reply(Objects.requireNonNull(stale), CacheUse.STALE_ERROR, error.code());
      } else {
        route.use(forward, CacheUse.MISS);
        forward.failed(error, retryAfterMillis);
      }
    }
  }

  @Override
  public void ended(@Nullable ForwardError error, boolean closeClient) {
    if (stream.hasLeft()) {
      gone();
    } else if (!stream.isOfNobody()) {
      switch (answered) {
        case NOT, ITSELF -> {
          route.use(forward, CacheUse.MISS);
          forward.ended(error, closeClient);
        }
        case ABOUT_ANOTHER -> again();
        case UNCHANGED -> reply(Objects.requireNonNull(good), CacheUse.REVALIDATED, null);
        case WITH_ERROR ->
            reply(
                Objects.requireNonNull(stale),
                CacheUse.STALE_ERROR,
                ForwardError.BAD_STATUS.code());
      }
    }
  }

  /** Asks once more, for whatever there is. */
  private void again() {
    if (forward.client().isClosed()) {
      gone();
    } else {
      new CacheFill(route, cache, wanted, null, why, flight).start();
    }
  }

  private void gone() {
    cache.land(flight, false);
    route.use(forward, CacheUse.MISS);
    forward.outcome().clientGone = true;
    forward.ended(ForwardError.CLIENT_GONE, true);
  }

  private void reply(StoredAnswer answer, CacheUse use, @Nullable String code) {
    if (forward.client().isClosed()) {
      gone();
      return;
    }
    forward.outcome().clientGone = false;
    route.use(forward, use);
    forward.tellCache(CacheStatus.kept(why, status));
    forward.reply(wanted.asked(), answer, cache.now(), code);
  }
}
