package dev.figleaf.rules;

/** The Host that an upstream sees. */
public sealed interface HostPolicy {

  /** As the client sent it, the default: a drop-in changes nothing. */
  record Client() implements HostPolicy {}

  /** The authority of the endpoint that is called. */
  record Endpoint() implements HostPolicy {}

  /** Always this authority. */
  record Fixed(String authority) implements HostPolicy {}
}
