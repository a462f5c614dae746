package dev.figleaf.rules;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request with the decision that it must get, kept beside the rules. */
public record RuleTest(
    @Doc("What the test shows, in a sentence.") @Check(TextKind.LABEL) String name,
    @Doc("The request.") Request request,
    @Doc("What must become of it; what is not named is not looked at.") Expectation expect) {

  /** A request as a test describes it. */
  public record Request(
      @Doc("GET when absent.") @Default("GET") @Check(TextKind.METHOD) String method,
      @Shorthand @Check(TextKind.REQUEST_TARGET) @Doc("Path and query.") String path,
      @Doc("The Host; none when absent.") @Default("") @Check(TextKind.AUTHORITY) String host,
      @Doc("Request headers.") @Check(keys = TextKind.HEADER_NAME, value = TextKind.HEADER_VALUE)
          Map<String, String> headers,
      @Doc("Cookies.") @Check(keys = TextKind.COOKIE_NAME) Map<String, String> cookies,
      @Doc("The client's address; 127.0.0.1 when absent.")
          @Default("127.0.0.1")
          @Check(TextKind.ADDRESS)
          String client,
      @Doc("The draw of the split, from 0 to 1, in place of the cohort's hash.")
          @Range(min = 0, max = 1)
          @Nullable Double bucket) {
    public Request {
      headers = Ordered.copyOf(headers);
      cookies = Ordered.copyOf(cookies);
    }
  }

  /** What must become of a request. */
  public record Expectation(
      @Doc("The upstream that answers.") @Nullable String upstream,
      @Doc("The name of the route.") @Nullable String route,
      @Doc("The status that the facade itself answers; 404 when no route matches.")
          @Range(min = 100, max = 599)
          @Nullable Integer status,
      @Doc("The path and query that the upstream sees.") @Nullable String path,
      @Doc("The Location of a redirect.") @Nullable String location,
      @Doc("Parts of a composition, and the upstreams that answer them.")
          Map<String, String> parts) {
    public Expectation {
      parts = Ordered.copyOf(parts);
    }
  }
}
