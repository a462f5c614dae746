package dev.figleaf.proxy.store;

/** The store is not to be had now; its message is a sentence for operators, without secrets. */
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  StoreUnavailable(String message) {
    super(message);
  }
}
