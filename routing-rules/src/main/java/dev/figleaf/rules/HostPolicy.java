package dev.figleaf.rules;

/** The Host that an upstream sees. */
@Form(is = "client, endpoint or a host", pattern = "^[^/ ]+$")
public sealed interface HostPolicy {

  /** As the client sent it, the default: a drop-in changes nothing. */
  record Client() implements HostPolicy {
    @Override
    public String toString() {
      return "client";
    }
  }

  /** The authority of the endpoint that is called. */
  record Endpoint() implements HostPolicy {
    @Override
    public String toString() {
      return "endpoint";
    }
  }

  /** Always this authority. */
  record Fixed(String authority) implements HostPolicy {
    @Override
    public String toString() {
      return authority;
    }
  }

  /**
   * Reads {@code client}, {@code endpoint}, or a host with or without a port.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  static HostPolicy parse(String text) {
    return switch (text) {
      case "client" -> new Client();
      case "endpoint" -> new Endpoint();
      default -> new Fixed(Authorities.check(text));
    };
  }
}
