package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.rules.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What the facade lists by name: seams, upstreams. */
final class Listed {
  private Listed() {}

  /** All of a list. */
  static <T> List<T> all(JsonNode list, Class<T> type) {
    var all = new ArrayList<T>();
    list.forEach(one -> all.add(AskedFacade.view(one, type)));
    return all;
  }

  /**
   * One of a list.
   *
   * @param what it is, for who asks for one that is not there
   */
  static JsonNode named(JsonNode list, String what, String name) {
    var byName = new TreeMap<String, JsonNode>();
    list.forEach(one -> byName.put(one.path("name").asText(), one));
    JsonNode found = byName.get(name);
    if (found == null) {
      throw new ReportFailure(
          ReportFailure.NO,
          "the live rules have no "
              + what
              + " \""
              + Words.plain(name)
              + '"'
              + Nearest.hint(name, byName.keySet()));
    }
    return found;
  }
}
