package dev.figleaf.rules;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One part of a composition: what is asked, and what of the answer goes where.
 *
 * @param upstream who is asked; null where a seam says it
 * @param body {@code request} for the body of the client's request, a JSONata expression, or null
 * @param timeout for this part alone; null where the time of the whole is enough
 * @param fallback what stands in its place when it fails, as JSON; null for nothing
 */
@OneOf(
    value = {"upstream", "seam"},
    required = true)
public record PartSpec(
    @MapKey String name,
    @Doc("The upstream that is asked.") @Nullable String upstream,
    @Doc("The seam whose side is asked, the one of the client's cohort.") @Nullable String seam,
    @Doc("The method of the request.") @Default("GET") @Check(TextKind.METHOD) String method,
    @Doc(
            "Path and query; `{id}` is a capture of the route, `{query.page:-1}` and `{header.X-Kind}` are of the request, `{user.id}` is of another part, which is asked before.")
        PartPath path,
    @Doc("Headers of the request to set.")
        @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.HEADER_VALUE)
        Map<String, String> headers,
    @Doc("Headers of the client's request that are passed on; none but the trace when absent.")
        @Check(TextKind.SETTABLE_HEADER)
        List<String> forward,
    @Doc("`request` for the body of the client's request, or a JSONata expression.")
        @Nullable String body,
    @Doc("How long this part may take; never longer than what is left of the whole.")
        @Range(min = 1, max = 600_000)
        @Nullable Duration timeout,
    @Doc("Whether the whole may do without it.") @Default("false") boolean optional,
    @Doc("What stands in its place when it fails: any value.") @Key("default")
        @Nullable JsonText fallback,
    @Doc(
            "What a failure makes of the whole: `fail`, `omit` or `default`; what `optional` and `default` say when absent.")
        @Nullable OnFailure onFailure,
    @Doc("A JSONata condition; the part is left out where it does not hold.") @Nullable String when,
    @Doc("One call for every element of an array of another part; a bare string is the array.")
        @Nullable EachSpec each,
    @Doc("Members of the answer that are kept, such as `address.city`; all when absent.")
        @Check(TextKind.MEMBER)
        List<String> keep,
    @Doc("Members of the answer that are left out.") @Check(TextKind.MEMBER) List<String> drop,
    @Doc("Members and their new names.") @Check(keys = TextKind.MEMBER) Map<String, String> rename,
    @Doc("The key under which it stands; its name when absent.") @Check(TextKind.LABEL)
        @Nullable String as,
    @Doc("Whether its members stand in the answer itself, and not under a key.") @Default("false")
        boolean flatten,
    @Doc("The largest answer that is taken; all calls of `each` together.") @Default("1MiB")
        ByteSize maxPart,
    @Doc("Keeps answers to GET and gives them again, as a shared cache does (RFC 9111).")
        @Nullable CacheSpec cache) {

  /** The body that is the one of the client's request. */
  public static final String REQUEST = "request";

  public PartSpec {
    headers = Ordered.copyOf(headers);
    forward = List.copyOf(forward);
    keep = List.copyOf(keep);
    drop = List.copyOf(drop);
    rename = Ordered.copyOf(rename);
  }

  /** What a failure makes of the whole. */
  public OnFailure policy() {
    if (onFailure != null) {
      return onFailure;
    }
    if (fallback != null) {
      return OnFailure.DEFAULT;
    }
    return optional ? OnFailure.OMIT : OnFailure.FAIL;
  }

  /** Where it stands, unless it is flattened. */
  public String key() {
    return as == null ? name : as;
  }

  /** Whether it sends the body of the client's request. */
  public boolean sendsRequest() {
    return REQUEST.equals(body);
  }

  /** The expression that makes its body; null where none does. */
  public @Nullable String bodyExpression() {
    return sendsRequest() ? null : body;
  }
}
