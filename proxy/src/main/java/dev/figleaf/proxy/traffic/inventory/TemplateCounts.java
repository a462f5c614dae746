package dev.figleaf.proxy.traffic.inventory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one event loop counted of one template, by method and upstream. Belongs to that loop. */
final class TemplateCounts {
  final String template;
  private final List<EndpointCounts> endpoints = new ArrayList<>(2);

  TemplateCounts(String template) {
    this.template = template;
  }

  /** Null where there is none yet. There are few: a template has few methods and upstreams. */
  @Nullable EndpointCounts of(String method, String upstream) {
    for (int i = 0; i < endpoints.size(); i++) {
      EndpointCounts one = endpoints.get(i);
      if (one.endpoint.method().equals(method) && one.endpoint.upstream().equals(upstream)) {
        return one;
      }
    }
    return null;
  }

  void add(EndpointCounts one) {
    endpoints.add(one);
  }

  long calls() {
    return endpoints.stream().mapToLong(EndpointCounts::calls).sum();
  }

  List<EndpointCounts> all() {
    return endpoints;
  }
}
