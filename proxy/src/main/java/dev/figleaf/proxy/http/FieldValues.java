package dev.figleaf.proxy.http;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;

/** Values of headers that mean the same wherever they are written (RFC 9113 §8.2.1). */
public final class FieldValues {
  private FieldValues() {}

  /** Whether there is no control character in it, and no space or tab at its ends. */
  public static boolean isText(CharSequence value) {
    return HttpHeaderValidationUtil.validateValidHeaderValue(value) < 0 && !endsInSpace(value);
  }

  private static boolean endsInSpace(CharSequence value) {
    int length = value.length();
    return length > 0 && (value.charAt(length - 1) == ' ' || value.charAt(length - 1) == '\t');
  }
}
