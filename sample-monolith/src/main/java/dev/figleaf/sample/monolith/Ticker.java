package dev.figleaf.sample.monolith;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The stock ticker: {@code /ticker} as server-sent events, {@code /ws/ticker} as a WebSocket.
 *
 * <p>Every stream begins with the same ticks, so that two streams can be compared; {@code ?ticks=5}
 * ends one after five, and Last-Event-ID goes on where one broke off. A message on the WebSocket is
 * an SKU: from then on only that product ticks. Lives on one event loop.
 */
final class Ticker {
  /** The subprotocol that the WebSocket speaks. */
  static final String PROTOCOL = "ticker.v1";

  private static final int MOST_LISTENERS = 200;
  private static final int ENDLESS = Integer.MAX_VALUE;
  private static final Pattern SKU = Pattern.compile("SKU-\\d{6}");

  private final Vertx vertx;
  private final MonolithOptions options;
  private final Set<TickerStream> streams = new HashSet<>();

  Ticker(Vertx vertx, MonolithOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** A product's stock at one beat of the ticker. */
  record Tick(long number, String sku, int stock) {}

  private record Watching(String watching) {}

  private record EventListener(HttpServerResponse response) implements TickerStream.Listener {
    @Override
    public boolean behind() {
      return response.writeQueueFull();
    }

    @Override
    public void tell(Tick tick) {
      response.write("id: " + tick.number() + "\nevent: stock\ndata: " + Json.write(tick) + "\n\n");
    }

    @Override
    public void close() {
      response.end();
    }
  }

  private record SocketListener(ServerWebSocket socket) implements TickerStream.Listener {
    @Override
    public boolean behind() {
      return socket.writeQueueFull();
    }

    @Override
    public void tell(Tick tick) {
      socket.writeTextMessage(Json.write(tick).toString());
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  void register(Web web) {
    web.stream("/ticker", this::events);
    web.stream("/ws/ticker", this::socket);
    web.get("/ticker.html", _ -> Answer.html(200, Layout.page("Stock ticker", page())));
  }

  /** What every stream tells at its beat {@code number}; of {@code sku}, or of any product. */
  Tick tick(long number, String sku) {
    var draw = new Random(options.seed() ^ number * 0x9E3779B97F4A7C15L);
    var any = ProductSeed.sku(1 + draw.nextInt(ProductSeed.PRODUCTS));
    return new Tick(number, sku.isEmpty() ? any : sku, draw.nextInt(200));
  }

  /** Ends all streams. */
  void close() {
    Set.copyOf(streams).forEach(TickerStream::end);
  }

  private static Html page() {
    return Html.of(
        """
        <p class="lead">What leaves the warehouse, as it leaves.</p>
        <table id="ticks"><tr><th>#</th><th>Article</th><th>In stock</th></tr></table>
        <script src="/assets/ticker.js"></script>
        """);
  }

  private void events(RoutingContext context) {
    var response = context.response();
    var call = Call.of(context);
    var ticks = call.number("ticks", ENDLESS, 1, 100_000);
    var after = lastEvent(call);
    if (full(context)) {
      return;
    }
    response
        .putHeader("X-Served-By", "monolith")
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-cache");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    response.setChunked(true);
    var stream = new TickerStream(this, vertx, new EventListener(response));
    response.closeHandler(_ -> stream.end());
    begin(stream, after, ticks);
  }

  private void socket(RoutingContext context) {
    if (!"websocket".equalsIgnoreCase(context.request().getHeader("Upgrade"))) {
      context.response().putHeader("Upgrade", "websocket").putHeader("Connection", "Upgrade");
      context.fail(new HttpError(426, "this is a WebSocket"));
      return;
    }
    var ticks = Call.of(context).number("ticks", ENDLESS, 1, 100_000);
    if (!full(context)) {
      context.request().toWebSocket().onSuccess(socket -> talk(socket, ticks));
    }
  }

  private void talk(ServerWebSocket socket, int ticks) {
    var stream = new TickerStream(this, vertx, new SocketListener(socket));
    socket.textMessageHandler(message -> watch(socket, stream, message.strip()));
    socket.binaryMessageHandler(_ -> socket.close((short) 1003, "text only"));
    socket.closeHandler(_ -> stream.end());
    begin(stream, 0, ticks);
  }

  private static void watch(ServerWebSocket socket, TickerStream stream, String sku) {
    if (!SKU.matcher(sku).matches()) {
      socket.close((short) 1008, "not an SKU");
      return;
    }
    stream.watch(sku);
    socket.writeTextMessage(Json.write(new Watching(sku)).toString());
  }

  private void begin(TickerStream stream, long after, int ticks) {
    streams.add(stream);
    stream.begin(options.tick(), after, ticks);
  }

  void ended(TickerStream stream) {
    streams.remove(stream);
  }

  private boolean full(RoutingContext context) {
    if (streams.size() < MOST_LISTENERS) {
      return false;
    }
    context.fail(new HttpError(503, "too many listeners"));
    return true;
  }

  private static long lastEvent(Call call) {
    var last = call.headers().get("Last-Event-ID");
    return last != null && last.matches("\\d{1,9}") ? Long.parseLong(last) : 0;
  }
}
