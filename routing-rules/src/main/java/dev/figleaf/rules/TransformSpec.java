package dev.figleaf.rules;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What changes in the messages to and from an upstream that has another model than its clients: at
 * the boundary between two contexts.
 *
 * @param upstream null where the action says it, see {@link #isFor}
 * @param maxBody null only where no body is changed
 */
public record TransformSpec(
    @Doc(
            "The upstream whose messages are changed; `to` of a seam, and every upstream of `to` and `split` when absent.")
        @Key("for")
        @Nullable String upstream,
    @Doc("The longest body that is read, and the longest that is made of one.")
        @Nullable ByteSize maxBody,
    @Doc("On the way to the upstream.") RequestChanges request,
    @Doc("On the way back.") AnswerChanges response) {

  /** The largest body that may be held whole. */
  static final ByteSize LARGEST = ByteSize.parse("16MiB");

  /**
   * What changes in requests.
   *
   * @param body a JSONata expression; null where bodies stay as they are
   */
  public record RequestChanges(
      @Doc("A JSONata expression over the body; what it makes is the body.") @Nullable String body,
      @Doc("Headers to rename, remove, set and add, in this order.") HeaderChanges headers) {
    @WhenAbsent static final RequestChanges NONE = new RequestChanges(null, HeaderChanges.NONE);
  }

  /**
   * What changes in answers.
   *
   * @param body a JSONata expression; null where bodies stay as they are
   * @param on empty for {@code 2xx}
   * @param status what clients are told by what the upstream says; a single status goes before its
   *     class
   */
  public record AnswerChanges(
      @Doc("A JSONata expression over the body; what it makes is the body.") @Nullable String body,
      @Doc("The statuses of answers whose bodies are changed; `2xx` when absent.")
          List<StatusClass> on,
      @Doc("Statuses, or classes of them, and what clients are told instead.")
          @Check(keys = TextKind.STATUS)
          @Range(min = 200, max = 599)
          Map<String, Integer> status,
      @Doc("Headers to rename, remove, set and add, in this order.") HeaderChanges headers) {
    @WhenAbsent
    static final AnswerChanges NONE =
        new AnswerChanges(null, List.of(), Map.of(), HeaderChanges.NONE);

    public AnswerChanges {
      on = List.copyOf(on);
      status = Ordered.copyOf(status);
    }

    /** Whether the body of an answer is changed. */
    public boolean changes(int answered) {
      return body != null
          && (on.isEmpty()
              ? answered / 100 == 2
              : on.stream().anyMatch(one -> one.holds(answered)));
    }

    /** What clients are told in place of a status. */
    public int told(int answered) {
      Integer single = status.get(Integer.toString(answered));
      Integer of = single != null ? single : status.get(answered / 100 + "xx");
      return of == null || hasNoBody(answered) ? answered : of;
    }

    /** RFC 9110 §15.2, §15.3.5, §15.3.6, §15.4.5: no body can be given to these, or taken away. */
    static boolean hasNoBody(int status) {
      return status < 200 || status == 204 || status == 205 || status == 304;
    }
  }

  /**
   * Changes of headers, in this order: rename, remove, set, add.
   *
   * @param rename names and their new ones
   */
  public record HeaderChanges(
      @Doc("Headers and their new names.")
          @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.SETTABLE_HEADER)
          Map<String, String> rename,
      @Doc("Headers to set, in place of what is there.")
          @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.HEADER_VALUE)
          Map<String, String> set,
      @Doc("Headers to add to what is there.")
          @Check(keys = TextKind.SETTABLE_HEADER, value = TextKind.HEADER_VALUE)
          Map<String, String> add,
      @Doc("Headers to remove.") @Check(TextKind.SETTABLE_HEADER) List<String> remove) {
    @WhenAbsent
    static final HeaderChanges NONE = new HeaderChanges(Map.of(), Map.of(), Map.of(), List.of());

    public HeaderChanges {
      rename = Ordered.copyOf(rename);
      set = Ordered.copyOf(set);
      add = Ordered.copyOf(add);
      remove = List.copyOf(remove);
    }

    /** All of it but the renaming. */
    public HeaderEdits edits() {
      return new HeaderEdits(set, add, remove);
    }

    /** The new names, found by the old ones in whatever case. */
    public Map<String, String> renamed() {
      var names = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      names.putAll(rename);
      return names;
    }

    boolean isEmpty() {
      return rename.isEmpty() && edits().isEmpty();
    }
  }

  /** Whether any body is changed. */
  public boolean readsBodies() {
    return request.body != null || response.body != null;
  }

  /**
   * Whether the messages of an upstream are changed, on a route with this action.
   *
   * @param seams by name
   */
  public boolean isFor(String name, Action action, Map<String, SeamSpec> seams) {
    if (upstream != null) {
      return upstream.equals(name);
    }
    return switch (action) {
      case Action.Forward(String to) -> to.equals(name);
      case Action.Split(Map<String, Integer> weights) -> weights.containsKey(name);
      case Action.Seam(String seam) -> seams.containsKey(seam) && seams.get(seam).to().equals(name);
      case Action.Redirect _, Action.Respond _, Action.Aggregate _ -> false;
    };
  }
}
