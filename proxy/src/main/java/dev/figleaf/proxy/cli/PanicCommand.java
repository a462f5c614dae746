package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.OverrideView;
import dev.figleaf.proxy.admin.view.SeamView;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Brings every seam back to its old side, at once. Asks no question: it is three at night. */
@Command(
    name = "panic",
    description = "Brings every seam back to its old side and ends all shadowing, at once.",
    exitCodeList = {
      "0:every seam is on its old side, also where that was so already",
      ChangeAction.NOT_DONE,
      DeskAction.WRONG,
      DeskAction.NOBODY
    },
    footer = {
      "",
      "It asks no question. Changes of rule files are taken up meanwhile, under the panic.",
      "To end it: figleaf calm"
    })
final class PanicCommand extends ChangeAction {
  @Override
  int act(AskedFacade facade, Output output) {
    try {
      change(facade, output, "POST", "/api/panic", body(), null);
    } catch (ReportFailure failure) {
      if (!failure.is("panicked-already")) {
        throw failure;
      }
      output.error("it is panicked already; nothing was to be done");
    }
    if (!wantsJson()) {
      Listed.all(facade.json("/api/seams").path("seams"), SeamView.class)
          .forEach(seam -> output.line("  " + told(seam)));
      output.line("to undo it: figleaf calm");
    }
    return ExitCode.OK;
  }

  private static String told(SeamView seam) {
    OverrideView override = seam.override();
    String otherwise = override == null ? seam.written() : override.weight();
    return seam.name()
        + ": all on "
        + seam.from()
        + "; otherwise "
        + otherwise
        + " would be on "
        + seam.to();
  }
}
