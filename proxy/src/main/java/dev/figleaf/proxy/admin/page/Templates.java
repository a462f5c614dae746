package dev.figleaf.proxy.admin.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates, which the build has made into classes: they escape for where a text stands. */
final class Templates {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /**
   * Makes a page.
   *
   * @param name of the template, without its ending
   */
  String make(String name, Map<String, Object> parameters) {
    var out = new StringOutput(16 * 1024);
    engine.render(name + ".jte", parameters, out);
    return out.toString();
  }
}
