package dev.figleaf.routing;

import static dev.figleaf.routing.Rules.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.figleaf.rules.Action;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteRewriteTest {
  private static Route only(Rules.RouteBuilder route) {
    return Rules.table(route).routes().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # pattern            | new path           | request          | upstream sees
          /a/**                | /b/{rest}          | /a/x/y           | /b/x/y
          /a/**                | /b/{rest}          | /a               | /b
          /a/**                | /b/{rest}          | /a/              | /b/
          /a/**                | /b/{rest}          | /a/x/            | /b/x/
          /a/**                | /{rest}            | /a               | /
          /a/**                | /{rest}            | /a/              | /
          /a/**                | /b-{rest}          | /a/x             | /b-x
          /a/**                | /b-{rest}          | /a               | /b-
          /**                  | /old/{rest}        | /x/y             | /old/x/y
          /**                  | /old/{rest}        | /                | /old/
          /a/{id}              | /items/{id}        | /a/7             | /items/7
          /a/{id}              | /items/{id}/{id}   | /a/7             | /items/7/7
          /a/{id}              | /x                 | /a/7             | /x
          /a/{x}/b/{y}/**      | /{y}/{x}/{rest}    | /a/1/b/2/c/d     | /2/1/c/d
          /a/*/{y}             | /{y}               | /a/1/2           | /2
          /a/{id}              | /items/{id}        | /a/k%C3%A4se     | /items/k%C3%A4se
          /a/{id}              | /käse/{id}         | /a/7             | /k%C3%A4se/7
          /a/{rest}/b          | /{rest}            | /a/7/b           | /7
          """)
  void theNewPathIsFilledWithWhatWasTaken(String pattern, String to, String path, String seen) {
    assertThat(only(route(pattern).rewrite(to, null, null)).upstreamPath(path)).isEqualTo(seen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # strip | add  | request | upstream sees
          /api    |      | /api/x  | /x
          /api    |      | /api    | /
          /api    |      | /api/   | /
          /api    |      | /apix   | /apix
          /api    |      | /x/api  | /x/api
          /api/   |      | /api/x  | /x
          /       |      | /api    | /api
          /api/v1 |      | /api/v1/| /
          /api/v1 |      | /api/v11| /api/v11
                  | /v2  | /x      | /v2/x
                  | /v2  | /       | /v2/
                  | /v2/ | /x      | /v2/x
                  | /    | /x      | /x
          /api    | /v2  | /api/x  | /v2/x
          /api    | /v2  | /api    | /v2
          /api    | /v2  | /api/   | /v2/
          /api    | /v2  | /other  | /v2/other
          """)
  void prefixesChangeAtSegmentBoundaries(
      @Nullable String strip, @Nullable String add, String path, String seen) {
    assertThat(only(route("/**").rewrite(null, strip, add)).upstreamPath(path)).isEqualTo(seen);
  }

  @Test
  void aPathThatNothingRewritesIsTheSameInstance() {
    String path = "/a/b".concat("");
    assertThat(only(route("/**")).upstreamPath(path)).isSameAs(path);
    assertThat(only(route("/**").rewrite(null, "/x", null)).upstreamPath(path)).isSameAs(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # pattern | target                   | path   | query | location
          /a/**     | /b/{rest}                | /a/x   |       | /b/x
          /a/**     | /b/{rest}                | /a/x   | q=1   | /b/x?q=1
          /a/**     | /b/{rest}                | /a/x   | ''    | /b/x?
          /a/**     | /b/{rest}?from=a         | /a/x   | q=1   | /b/x?from=a
          /a/**     | /b/{rest}#top            | /a/x   | q=1   | /b/x?q=1#top
          /a/**     | https://b.example/{rest} | /a     |       | https://b.example
          /a/**     | https://b.example/{rest} | /a/x   | q=1   | https://b.example/x?q=1
          /a/{id}   | /search?q={id}           | /a/7   | z=1   | /search?q=7
          /a/**     | /{rest}                  | /a     |       | /
          /a        | https://b.example/       | /a     | q     | https://b.example/?q
          """)
  void aRedirectKeepsTheQueryWhereItsTargetHasNone(
      String pattern, String target, String path, @Nullable String query, String location) {
    Route route = only(route(pattern).action(new Action.Redirect(target, 308)));
    assertThat(route.redirectLocation(path, query)).isEqualTo(location);
  }

  @Test
  void aRouteThatIsNoRedirectHasNoLocation() {
    assertThatThrownBy(() -> only(route("/a")).redirectLocation("/a", null))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"/a/{id}, /{other}", "/a, /{rest}", "/a/**, '/{rest'"})
  void aTemplateThatNothingFillsDoesNotCompile(String pattern, String to) {
    assertThatThrownBy(() -> only(route(pattern).rewrite(to, null, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(to);
  }
}
