package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.EventView;
import dev.figleaf.proxy.admin.view.StatusView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param here the path of the page in the menu that it belongs to
 * @param path that keeps the page fresh; null where nothing on it changes
 * @param status null where nobody may see it yet
 * @param previewed whether other rules can be previewed
 * @param counted whether endpoints are counted
 * @param done what the visitor has just done
 */
public record Frame(
    String title,
    String here,
    @Nullable String path,
    Visitor visitor,
    @Nullable StatusView status,
    boolean previewed,
    boolean counted,
    @Nullable EventView done,
    Assets assets,
    Instant now) {

  /** A page that stands in the menu. */
  public record Entry(String path, String title) {}

  private static final List<Entry> MENU =
      List.of(
          new Entry("/", "Seams"),
          new Entry("/upstreams", "Upstreams"),
          new Entry("/routes", "Routes"));

  private static final Entry PREVIEW = new Entry("/preview", "Preview");
  private static final Entry HISTORY = new Entry("/history", "History");

  private static final List<Entry> COUNTED =
      List.of(new Entry("/inventory", "Inventory"), new Entry("/sunset", "Sunset"));

  /** The menu. */
  public List<Entry> menu() {
    var menu = new ArrayList<>(MENU);
    if (previewed) {
      menu.add(PREVIEW);
    }
    menu.add(HISTORY);
    if (counted) {
      menu.addAll(COUNTED);
    }
    return menu;
  }

  public String asset(String name) {
    return assets.at(name);
  }

  /** The revision that is shown. */
  public long revision() {
    return status == null ? 0 : status.revision();
  }
}
