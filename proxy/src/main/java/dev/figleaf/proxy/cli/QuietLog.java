package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.control.RuleService;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/** Keeps the process log to errors that are told nowhere else, while a screen tells the rest. */
final class QuietLog implements AutoCloseable {
  private final Level root = LogManager.getRootLogger().getLevel();

  QuietLog() {
    Configurator.setRootLevel(Level.ERROR);
    Configurator.setLevel(RuleService.class.getName(), Level.OFF);
  }

  @Override
  public void close() {
    Configurator.setRootLevel(root);
    Configurator.setLevel(RuleService.class.getName(), root);
  }
}
