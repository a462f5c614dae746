package dev.figleaf.proxy.upstream;

import dev.figleaf.proxy.http.HeaderList;
import org.jspecify.annotations.Nullable;

/**
 * The answer that the client of a {@link Forwarding} gets: one attempt's, relayed to its end, or a
 * switch of protocols. What names the upstream is rewritten on the way. Confined to its event loop.
 */
final class TakenAnswer implements ResponseRelay.Listener {
  private final Forwarding owner;
  private final Attempt by;
  private @Nullable ResponseRelay relay;

  TakenAnswer(Forwarding owner, Attempt by) {
    this.owner = owner;
    this.by = by;
  }

  /** Relays it; the attempt hands over what follows the head. */
  void relay(UpstreamResponse response) {
    HeaderList headers = owner.loop.responseHeaders();
    ResponseHead.write(response, headers, by.plan(), sides());
    UpstreamResponse told = response.told(by.plan().told(response.status()));
    ForwardTap tap = owner.tap();
    if (tap != null) {
      tap.answering(by.plan().upstream().name(), told.status(), headers);
    }
    owner.listener.responding(headers);
    relay = new ResponseRelay(owner.client, told, by.slot(), tap, this);
    by.give(relay);
    relay.head(headers, !owner.body.isEnded() || owner.isLastOfItsConnection());
  }

  /** Joins the client and an upstream that has switched. */
  void switchProtocols(WebSocketUpgrade asked, UpstreamResponse response) {
    by.switched();
    HeaderList headers = owner.loop.responseHeaders();
    ResponseHead.writeUpgrade(response, headers, by.plan(), sides(), owner.client.isHttp2());
    owner.listener.responding(headers);
    if (!asked.join(owner.loop, by.slot().socket(), headers, owner.outcome, this::tunnelClosed)) {
      owner.clientGone();
    }
  }

  private ResponseRewriter.Sides sides() {
    return ResponseRewriter.Sides.of(by.plan(), by.endpoint(), owner.client, owner.facts);
  }

  private void tunnelClosed() {
    if (owner.isRelaying()) {
      owner.end();
      by.endTunnel();
      owner.listener.ended(null, false);
    }
  }

  @Override
  public void responseMoved(int bytes) {
    owner.outcome.bytesOut += bytes;
    by.answerMoved();
  }

  @Override
  public void responseWhole(int bytes) {
    owner.outcome.bytesOut += bytes;
  }

  @Override
  public void responseSent() {
    if (relay == null || !owner.isRelaying()) {
      return;
    }
    boolean requestWhole = owner.body.isEnded();
    boolean closeClient = !requestWhole || relay.closesClient();
    owner.end();
    by.finish(requestWhole && !relay.announcesTooMuch());
    owner.body.discard();
    ForwardTap tap = owner.tap();
    if (tap != null) {
      tap.answered();
    }
    owner.listener.ended(null, closeClient);
  }

  /** The answer is not what its head announced. */
  @Override
  public void broken(Throwable cause) {
    by.broken(cause);
  }

  /** Who is to blame when it moved too little. */
  ForwardError late() {
    return relay != null && relay.waitsForClient()
        ? ForwardError.CLIENT_IDLE
        : ForwardError.UPSTREAM_IDLE;
  }
}
