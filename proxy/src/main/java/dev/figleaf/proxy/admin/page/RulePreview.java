package dev.figleaf.proxy.admin.page;

import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.rules.RuleTexts;

/** Says what other rule files would change before anything of them is live. */
@FunctionalInterface
public interface RulePreview {
  /** What these files would change, or what is wrong with them. May block. */
  DiffView of(RuleTexts files);
}
