package dev.figleaf.proxy.edge;

import dev.figleaf.rules.HostAndPort;
import java.io.IOException;

/** Why nobody can listen on an address, as a sentence for the operator. */
public final class ListenFailure {
  private ListenFailure() {}

  /** The sentence where the system refused; what is no refusal stays what it is. */
  public static Throwable of(HostAndPort address, Throwable cause) {
    return cause instanceof IOException refusal
        ? new IOException("cannot listen on " + address + ": " + reason(refusal), refusal)
        : cause;
  }

  private static String reason(IOException refusal) {
    String message = String.valueOf(refusal.getMessage());
    return message.contains("Address already in use")
        ? "the port is already in use"
        : message.contains("Cannot assign requested address")
            ? "this machine has no such address"
            : message;
  }
}
