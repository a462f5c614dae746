package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.http.HeaderList;
import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/**
 * Headers as comparing reads them, each made when somebody asks for it: those of most requests are
 * never looked at. Whoever made it earlier, it is the same one.
 */
final class HeaderFields extends AbstractList<HeaderField> {
  private final HeaderList headers;
  private final @Nullable HeaderField[] read;

  /**
   * @param headers that nobody changes any more
   */
  HeaderFields(HeaderList headers) {
    this.headers = headers;
    this.read = new HeaderField[headers.count()];
  }

  @Override
  public HeaderField get(int index) {
    HeaderField known = read[index];
    if (known == null) {
      known = new HeaderField(headers.name(index).toString(), headers.value(index).toString());
      read[index] = known;
    }
    return known;
  }

  @Override
  public int size() {
    return headers.count();
  }
}
