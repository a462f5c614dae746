package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.SeamView;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Ends a panic. */
@Command(
    name = "calm",
    description = "Ends a panic: files and overrides hold again.",
    exitCodeList = {
      "0:there is no panic, also where there was none",
      ChangeAction.NOT_DONE,
      DeskAction.WRONG,
      DeskAction.NOBODY
    })
final class CalmCommand extends ChangeAction {
  @Override
  int act(AskedFacade facade, Output output) {
    try {
      change(facade, output, "DELETE", "/api/panic", body(), null);
    } catch (ReportFailure failure) {
      if (!failure.is("not-panicked")) {
        throw failure;
      }
      output.error("there is no panic; nothing was to be done");
    }
    if (!wantsJson()) {
      Listed.all(facade.json("/api/seams").path("seams"), SeamView.class)
          .forEach(
              seam -> output.line("  " + seam.name() + ": " + seam.weight() + " on " + seam.to()));
    }
    return ExitCode.OK;
  }
}
