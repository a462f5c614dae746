package dev.figleaf.rules;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which requests a route is for: all the conditions that are named must hold. */
public record Match(
    @Doc("`shop.example.com`, or `*.example.com` for every name under it.")
        @Nullable HostPattern host,
    @Shorthand @Default("/**") @Doc("`/a/b`, `/a/{id}/b`, `/a/*/b` or `/a/**`.") PathPattern path,
    @Doc("Methods; all when absent.") @Check(TextKind.METHOD) Set<String> methods,
    @Doc("Conditions on request headers.") @Check(keys = TextKind.HEADER_NAME)
        Map<String, ValueMatch> headers,
    @Doc("Conditions on query parameters.") @Check(keys = TextKind.PARAMETER)
        Map<String, ValueMatch> query,
    @Doc("Conditions on cookies.") @Check(keys = TextKind.COOKIE_NAME)
        Map<String, ValueMatch> cookies,
    @Doc("Networks that the client's address is in.") List<Cidr> client) {

  public Match {
    methods = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(methods));
    headers = Ordered.copyOf(headers);
    query = Ordered.copyOf(query);
    cookies = Ordered.copyOf(cookies);
    client = List.copyOf(client);
  }
}
