package dev.figleaf.rules;

/** Headers to change on the way to the upstream and on the way back. */
public record HeadersSpec(
    @Doc("On the way to the upstream.") HeaderEdits request,
    @Doc("On the way back to the client.") HeaderEdits response) {
  @WhenAbsent
  public static final HeadersSpec NONE = new HeadersSpec(HeaderEdits.NONE, HeaderEdits.NONE);
}
