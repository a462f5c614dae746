package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.http.HeaderList;
import java.util.AbstractList;

/** Headers as comparing reads them: most of those that are captured are never looked at. */
final class HeaderFields extends AbstractList<HeaderField> {
  private final HeaderList headers;

  /**
   * @param headers that nobody changes any more
   */
  HeaderFields(HeaderList headers) {
    this.headers = headers;
  }

  @Override
  public HeaderField get(int index) {
    return new HeaderField(headers.name(index).toString(), headers.value(index).toString());
  }

  @Override
  public int size() {
    return headers.count();
  }
}
