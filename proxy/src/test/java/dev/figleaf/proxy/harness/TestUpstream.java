package dev.figleaf.proxy.harness;

import java.util.List;

/** An upstream that a test has in its hand. */
public sealed interface TestUpstream permits WireUpstream, RawUpstream, DeadUpstream {
  /** What rules call it. */
  String name();

  int port();

  /** The whole requests that it received, in order. */
  List<Message> received();

  default String authority() {
    return "127.0.0.1:" + port();
  }

  default String url() {
    return "http://" + authority();
  }
}
