package dev.figleaf.proxy;

import dev.figleaf.proxy.telemetry.AccessLog;
import dev.figleaf.routing.*;
import dev.figleaf.rules.*;
import java.net.URI;
import java.util.*;

class Smoke {
  public static void main(String[] a) throws Exception {
    var up =
        new UpstreamSpec(
            "monolith",
            URI.create(a[0]),
            List.of(),
            Protocol.HTTP_1_1,
            new HostPolicy.Client(),
            PoolSpec.NONE,
            TimeoutSpec.NONE,
            null);
    var route =
        new RouteSpec(
            "/**",
            new Match(null, PathPattern.ANY, Set.of(), Map.of(), Map.of(), Map.of(), List.of()),
            new Action.Forward("monolith"),
            null,
            null,
            HeadersSpec.NONE,
            TimeoutSpec.NONE,
            null,
            0);
    var rs =
        new RuleSet(
            Defaults.NONE,
            Map.of("monolith", up),
            Map.of(),
            List.of(route),
            List.of(),
            Origins.NONE);
    var ok = new Loaded.Ok(rs, RouteTable.compile(rs), List.of(), "x");
    var st =
        Facade.start(
            new Facade.Options(
                new EdgeSettings(
                    "127.0.0.1", Integer.parseInt(a[1]), List.of(), "figleaf-test", Limits.USUAL),
                Integer.parseInt(a[2]),
                () -> ok,
                null,
                new AccessLog.Options(a.length > 3, true, null)));
    System.out.println(((Facade.Started.Ok) st).facade().port());
    Thread.currentThread().join();
  }
}
