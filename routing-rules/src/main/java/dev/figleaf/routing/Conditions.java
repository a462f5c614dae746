package dev.figleaf.routing;

import dev.figleaf.rules.Cidr;
import dev.figleaf.rules.Match;
import dev.figleaf.rules.ValueMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a match asks of a request beside its host and path; all of it must hold. */
final class Conditions {
  private final Set<String> methods;
  private final List<Condition> values;
  private final List<Cidr> client;

  Conditions(Match match) {
    methods = match.methods();
    client = match.client();
    var all = new ArrayList<Condition>();
    add(all, Condition.Source.HEADER, match.headers());
    add(all, Condition.Source.COOKIE, match.cookies());
    add(all, Condition.Source.QUERY, match.query());
    values = List.copyOf(all);
  }

  private static void add(
      List<Condition> all, Condition.Source source, Map<String, ValueMatch> named) {
    named.forEach((name, value) -> all.add(new Condition(source, name, value)));
  }

  Set<String> methods() {
    return methods;
  }

  List<Condition> values() {
    return values;
  }

  List<Cidr> client() {
    return client;
  }

  boolean hold(RequestHead head) {
    return methodHolds(head) && valuesHold(head) && clientHolds(head);
  }

  boolean methodHolds(RequestHead head) {
    return methods.isEmpty() || methods.contains(head.method());
  }

  // Walked by index: an iterator here would be an object a request.
  private boolean valuesHold(RequestHead head) {
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).holds(head)) {
        return false;
      }
    }
    return true;
  }

  boolean clientHolds(RequestHead head) {
    if (client.isEmpty()) {
      return true;
    }
    byte[] address = head.client();
    for (int i = 0; i < client.size(); i++) {
      if (client.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }
}
