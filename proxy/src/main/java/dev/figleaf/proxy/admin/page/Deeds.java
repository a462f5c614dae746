package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.control.Changed;
import dev.figleaf.proxy.history.Author;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What forms that change something have in common. */
final class Deeds {
  private Deeds() {}

  /** Refuses who may only look. */
  static void guard(Ask ask) {
    if (!ask.visitor().operator()) {
      throw new PageProblem(
          403, "Not allowed", "Your token lets you look; to change something takes an operator's.");
    }
  }

  /** Who does it and why; null where the form does not say, and that is said. */
  static @Nullable Author author(Ask ask) {
    return author(ask, true);
  }

  /** The same; a reason may be left out unless it is wanted. */
  static @Nullable Author author(Ask ask, boolean reason) {
    Form form = ask.form();
    String because =
        reason
            ? form.required("because", "the reason", Author.LONGEST_REASON)
            : form.bounded("because", "the reason", Author.LONGEST_REASON);
    String by = form.bounded("by", "the name", Author.LONGEST_NAME);
    if (because == null || by == null) {
      return null;
    }
    String name = ask.visitor().name();
    return new Author(
        name != null ? name : by.isEmpty() ? "operator" : by,
        ask.visitor().from(),
        because.isEmpty() ? null : because);
  }

  /**
   * The page after a change: another one where it was done, otherwise the form again.
   *
   * @param next where to go
   * @param again the form, with a status
   */
  static PageAnswer answer(Changed changed, Form form, String next, IntFunction<PageAnswer> again) {
    return switch (changed) {
      case Changed.Done done -> new PageAnswer.SeeOther(next + "?done=" + done.event().revision());
      case Changed.Conflict(long revision) -> {
        form.refuse(
            "",
            "Meanwhile revision "
                + revision
                + " became live, and nothing was done. Look at what is live now, and send it"
                + " again.");
        yield again.apply(409);
      }
      case Changed.Refused(_, String message) -> {
        form.refuse("", message);
        yield again.apply(422);
      }
    };
  }
}
