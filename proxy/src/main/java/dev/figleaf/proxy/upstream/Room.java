package dev.figleaf.proxy.upstream;

/** A bound on what many hold together, in bytes. Confined to its event loop. */
final class Room {
  private long left;

  Room(long bytes) {
    this.left = bytes;
  }

  /** Takes so much, or nothing where there is less. */
  boolean take(int bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  void giveBack(int bytes) {
    left += bytes;
  }
}
