package dev.figleaf.rules;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request with the decision that it must get, kept beside the rules. */
public record RuleTest(
    @Doc("What the test shows, in a sentence.") @Check(TextKind.LABEL) String name,
    @Doc("The request.") Request request,
    @Doc("What the upstream answers, where `transform` changes it.") @Nullable Answer answer,
    @Doc("What must become of it; what is not named is not looked at.") Expectation expect) {

  /**
   * What an upstream answers.
   *
   * @param json null where it has no body
   */
  public record Answer(
      @Doc("Its status; 200 when absent.") @Default("200") @Range(min = 200, max = 599) int status,
      @Doc("Its body: any value.") @Nullable JsonText json) {}

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
          @Nullable Double bucket,
      @Doc("The body, where `transform` changes it: any value.") @Nullable JsonText json) {
    public Request {
      headers = Ordered.copyOf(headers);
      cookies = Ordered.copyOf(cookies);
    }
  }

  /** What must become of a request. */
  public record Expectation(
      @Doc("The upstream that answers.") @Nullable String upstream,
      @Doc("The name of the route.") @Nullable String route,
      @Doc(
              "The status that the facade itself answers, or makes of `answer`; 404 when no route matches.")
          @Range(min = 100, max = 599)
          @Nullable Integer status,
      @Doc("The path and query that the upstream sees.") @Nullable String path,
      @Doc("The Location of a redirect.") @Nullable String location,
      @Doc("Parts of a composition, and the upstreams that answer them.") Map<String, String> parts,
      @Doc("The body that the upstream gets of `json`: any value.") @Nullable JsonText sent,
      @Doc("The body that the client gets of `answer`: any value.") @Nullable JsonText json) {
    public Expectation {
      parts = Ordered.copyOf(parts);
    }
  }
}
