package dev.figleaf.proxy.harness;

import dev.figleaf.routing.Loaded;
import dev.figleaf.routing.RouteTable;
import dev.figleaf.rules.Action;
import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.CohortKey;
import dev.figleaf.rules.CohortSpec;
import dev.figleaf.rules.Defaults;
import dev.figleaf.rules.Durations;
import dev.figleaf.rules.HeaderEdits;
import dev.figleaf.rules.HeadersSpec;
import dev.figleaf.rules.HostPolicy;
import dev.figleaf.rules.Match;
import dev.figleaf.rules.Origins;
import dev.figleaf.rules.PathPattern;
import dev.figleaf.rules.Percentage;
import dev.figleaf.rules.PoolSpec;
import dev.figleaf.rules.Protocol;
import dev.figleaf.rules.RewriteSpec;
import dev.figleaf.rules.RouteSpec;
import dev.figleaf.rules.RuleSet;
import dev.figleaf.rules.SeamSpec;
import dev.figleaf.rules.TimeoutSpec;
import dev.figleaf.rules.UpstreamSpec;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** Rules of tests, from text. */
final class RuleTexts {
  private RuleTexts() {}

  static Loaded load(String yaml) {
    Map<String, Object> root = map(new Yaml().load(yaml));
    var rules =
        new RuleSet(
            Defaults.NONE,
            named(root.get("upstreams"), RuleTexts::upstream),
            named(root.get("seams"), RuleTexts::seam),
            list(root.get("routes")).stream().map(RuleTexts::route).toList(),
            List.of(),
            Origins.NONE);
    return new Loaded.Ok(rules, RouteTable.compile(rules), List.of(), yaml);
  }

  private static UpstreamSpec upstream(String name, Map<String, Object> of) {
    String url = text(of.get("url"));
    String host = text(of.get("host"));
    return new UpstreamSpec(
        name,
        url == null ? null : URI.create(url),
        list(of.get("endpoints")).stream().map(one -> URI.create(one.toString())).toList(),
        Protocol.HTTP_1_1,
        HostPolicy.parse(host == null ? "client" : host),
        pool(map(of.get("pool"))),
        timeout(map(of.get("timeout"))),
        null);
  }

  private static PoolSpec pool(Map<String, Object> of) {
    return new PoolSpec(
        (Integer) of.get("connections"),
        (Integer) of.get("waiting"),
        duration(of.get("max-wait")),
        duration(of.get("keep-alive")));
  }

  private static TimeoutSpec timeout(Map<String, Object> of) {
    return new TimeoutSpec(
        duration(of.get("connect")), duration(of.get("response")), duration(of.get("idle")));
  }

  private static SeamSpec seam(String name, Map<String, Object> of) {
    return new SeamSpec(
        name,
        String.valueOf(of.get("from")),
        String.valueOf(of.get("to")),
        Percentage.parse(String.valueOf(of.get("weight"))),
        cohort(of.get("cohort")));
  }

  private static CohortSpec cohort(@Nullable Object keys) {
    if (keys instanceof List<?> all) {
      return new CohortSpec.Keyed(
          all.stream().map(one -> CohortKey.parse(one.toString())).toList());
    }
    return keys == null ? CohortSpec.VISITOR : CohortSpec.parse(keys.toString());
  }

  private static RouteSpec route(Object entry) {
    Map<String, Object> of = map(entry);
    Object match = of.get("match");
    String path = match instanceof Map<?, ?> m ? text(m.get("path")) : text(match);
    String maxBody = text(of.get("max-body"));
    return new RouteSpec(
        String.valueOf(path),
        new Match(
            null,
            path == null ? PathPattern.ANY : PathPattern.parse(path),
            Set.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            List.of()),
        action(of),
        null,
        of.containsKey("rewrite") ? rewrite(map(of.get("rewrite"))) : null,
        headers(map(of.get("headers"))),
        timeout(map(of.get("timeout"))),
        maxBody == null ? null : ByteSize.parse(maxBody),
        0);
  }

  private static Action action(Map<String, Object> of) {
    if (of.containsKey("to")) {
      return new Action.Forward(String.valueOf(of.get("to")));
    }
    if (of.containsKey("seam")) {
      return new Action.Seam(String.valueOf(of.get("seam")));
    }
    if (of.containsKey("redirect")) {
      return new Action.Redirect(String.valueOf(of.get("redirect")), 302);
    }
    Map<String, Object> respond = map(of.get("respond"));
    Integer status = (Integer) respond.get("status");
    return new Action.Respond(
        status == null ? 200 : status, Map.of(), null, text(respond.get("body")));
  }

  private static RewriteSpec rewrite(Map<String, Object> of) {
    return new RewriteSpec(
        text(of.get("path")),
        text(of.get("strip-prefix")),
        text(of.get("add-prefix")),
        text(of.get("host")));
  }

  private static HeadersSpec headers(Map<String, Object> of) {
    return new HeadersSpec(edits(map(of.get("request"))), edits(map(of.get("response"))));
  }

  private static HeaderEdits edits(Map<String, Object> of) {
    return new HeaderEdits(
        texts(of.get("set")),
        texts(of.get("add")),
        list(of.get("remove")).stream().map(Object::toString).toList());
  }

  private static Map<String, String> texts(@Nullable Object of) {
    var texts = new LinkedHashMap<String, String>();
    map(of).forEach((name, value) -> texts.put(name, value.toString()));
    return texts;
  }

  private static <T> Map<String, T> named(
      @Nullable Object of, BiFunction<String, Map<String, Object>, T> read) {
    var all = new LinkedHashMap<String, T>();
    map(of).forEach((name, value) -> all.put(name, read.apply(name, map(value))));
    return all;
  }

  private static @Nullable Duration duration(@Nullable Object value) {
    return value == null ? null : Durations.parse(value.toString());
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(@Nullable Object value) {
    return value == null ? List.of() : (List<Object>) value;
  }
}
