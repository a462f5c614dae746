package dev.figleaf.proxy.admin;

import dev.figleaf.proxy.admin.view.ExplainedRequest;
import dev.figleaf.proxy.admin.view.ExplainedView;
import dev.figleaf.proxy.admin.view.ProblemView;
import dev.figleaf.proxy.control.RuleOperations;
import dev.figleaf.proxy.history.LiveState;
import dev.figleaf.routing.Loaded;
import dev.figleaf.rules.Problem;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rule files of any time, those that are not live yet among them. */
final class RuleFilesResource {
  /** How many files may be sent. */
  static final int MOST_FILES = 1_000;

  // A name, and no path: relative paths in a file start from the folder of the rules.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.ya?ml");
  private static final int LONGEST_WORD = 8 * 1024;

  private final PastRules past;
  private final RuleOperations operations;
  private final Function<Map<String, String>, Loaded> reader;
  private final Blocking blocking;

  /** Texts by file name. */
  record FilesView(long revision, SortedMap<String, String> files) {}

  /** What is wrong with rule files; warnings among it. */
  record CheckView(boolean ok, List<ProblemView> problems) {}

  RuleFilesResource(DeskSources sources, Blocking blocking) {
    this.operations = sources.operations();
    this.past = new PastRules(operations);
    this.reader = sources.reader();
    this.blocking = blocking;
  }

  /** The rules that were live at a time, as {@link RulesResource} shows those of now. */
  void show(RoutingContext context) {
    asked(
        context,
        state ->
            RulesDocument.of(state.revision(), past.since(state), past.rules(state).rules())
                .toBuffer(),
        document -> Answer.send(context.request(), 200, Answer.JSON, document));
  }

  /** As they were written, with {@code ${…}} in place of what that stands for. */
  void files(RoutingContext context) {
    asked(
        context,
        state -> new FilesView(state.revision(), operations.files(state)),
        view -> Answer.view(context, view));
  }

  private <T> void asked(RoutingContext context, Function<LiveState, T> making, Consumer<T> then) {
    try {
      Supplier<LiveState> state = past.asked(context.request());
      blocking.run(context, () -> making.apply(state.get()), then);
    } catch (Refusal refusal) {
      refusal.send(context);
    }
  }

  /** {@code {"files":{name:text}}}. */
  void check(RoutingContext context) {
    Body.read(
        context,
        body -> {
          Body.onlyKnows(body, Set.of("files"));
          SortedMap<String, String> files = files(body);
          blocking.run(context, () -> checked(files), view -> Answer.view(context, view));
        });
  }

  private CheckView checked(SortedMap<String, String> files) {
    Loaded loaded = reader.apply(files);
    List<Problem> problems = loaded.problems();
    return new CheckView(loaded instanceof Loaded.Ok, ProblemView.of(problems));
  }

  /** Rule files that somebody sent, by name. */
  static SortedMap<String, String> files(JsonObject body) {
    if (!(body.getValue("files") instanceof JsonObject sent) || sent.isEmpty()) {
      throw Refusal.badParameter("files is an object of texts by file name");
    }
    if (sent.size() > MOST_FILES) {
      throw Refusal.badParameter("there are more than " + MOST_FILES + " files");
    }
    var files = new TreeMap<String, String>();
    for (String name : sent.fieldNames()) {
      if (!NAME.matcher(name).matches() || !(sent.getValue(name) instanceof String text)) {
        throw Refusal.badParameter("files: names are such as shop.yaml, what they hold is text");
      }
      files.put(name, text);
    }
    return files;
  }

  /** {@code {"method":"GET","url":"/a","headers":{…},"client":"192.0.2.1","at":…}}. */
  void explain(RoutingContext context) {
    Body.read(
        context,
        body -> {
          Body.onlyKnows(body, Set.of("method", "url", "headers", "client", "at"));
          ExplainedRequest request = request(body);
          Supplier<LiveState> state = past.at(Body.text(body, "at", LONGEST_WORD));
          blocking.run(
              context,
              () -> {
                Loaded.Ok rules = past.rules(state.get());
                return ExplainedView.of(request, rules.rules(), rules.table());
              },
              view -> Answer.view(context, view));
        });
  }

  private static ExplainedRequest request(JsonObject body) {
    String method = Objects.requireNonNullElse(Body.text(body, "method", 32), "GET");
    String client = Objects.requireNonNullElse(Body.text(body, "client", 64), "127.0.0.1");
    try {
      return ExplainedRequest.of(
          method,
          Body.required(body, "url", LONGEST_WORD),
          headers(body.getValue("headers")),
          List.of(),
          InetAddress.ofLiteral(client).getAddress());
    } catch (IllegalArgumentException e) {
      throw Refusal.badParameter(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> headers(@Nullable Object written) {
    var lines = new ArrayList<String>();
    if (written instanceof JsonObject headers) {
      headers.forEach(header -> lines.add(header.getKey() + ": " + header.getValue()));
    } else if (written != null) {
      throw Refusal.badParameter("headers is an object of texts by name");
    }
    return lines;
  }
}
