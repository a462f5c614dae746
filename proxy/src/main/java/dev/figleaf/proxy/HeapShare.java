package dev.figleaf.proxy;

import dev.figleaf.rules.ByteSize;
import dev.figleaf.rules.Form;
import dev.figleaf.rules.Percentage;
import org.jspecify.annotations.Nullable;

/**
 * An amount of memory: a share of the heap, however large that is, or so many bytes of it. One of
 * the two is there.
 */
@Form(
    is = "a share of the heap or a size",
    like = "25% or 64MiB",
    pattern = "^((100(\\.0+)?|[0-9]{1,2}(\\.[0-9]{1,3}0*)?)%|[0-9]+(B|KiB|MiB|GiB|TiB))$")
public record HeapShare(@Nullable Percentage share, @Nullable ByteSize size) {
  public HeapShare {
    if ((share == null) == (size == null)) {
      throw new IllegalArgumentException("a share or a size");
    }
  }

  /**
   * Reads {@code 25%} or {@code 64MiB}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static HeapShare parse(String text) {
    return text.endsWith("%")
        ? new HeapShare(Percentage.parse(text), null)
        : new HeapShare(null, ByteSize.parse(text));
  }

  /** In bytes, of a heap of so many. */
  public long of(long heap) {
    if (size != null) {
      return size.bytes();
    }
    return share == null ? 0 : (long) (heap * share.fraction());
  }

  @Override
  public String toString() {
    return String.valueOf(size == null ? share : size);
  }
}
