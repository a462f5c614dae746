package dev.figleaf.proxy.admin.page;

/** A page that cannot be shown, with a sentence for the operator. */
final class PageProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String title;

  PageProblem(int status, String title, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
    this.title = title;
  }

  static PageProblem notFound(String sentence) {
    return new PageProblem(404, "Not found", sentence);
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
