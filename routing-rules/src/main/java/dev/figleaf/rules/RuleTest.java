package dev.figleaf.rules;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request with the decision that it must get, kept beside the rules. */
public record RuleTest(
    @Doc("What the test shows, in a sentence.") String name,
    @Doc("The request.") Request request,
    @Doc("What must become of it; what is not named is not looked at.") Expectation expect) {

  /** A request as a test describes it. */
  public record Request(
      @Doc("GET when absent.") String method,
      @Shorthand @Doc("Path and query.") String path,
      @Doc("The Host.") String host,
      @Doc("Request headers.") Map<String, String> headers,
      @Doc("Cookies.") Map<String, String> cookies,
      @Doc("The client's address.") String client,
      @Doc("The draw of the split, from 0 to 1, in place of the cohort's hash.")
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
          @Nullable Integer status,
      @Doc("The path and query that the upstream sees.") @Nullable String path,
      @Doc("The Location of a redirect.") @Nullable String location) {}
}
