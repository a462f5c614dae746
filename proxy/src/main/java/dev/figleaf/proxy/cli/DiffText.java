package dev.figleaf.proxy.cli;

import dev.figleaf.proxy.admin.view.DiffView;
import dev.figleaf.proxy.traffic.TrafficDiff;
import dev.figleaf.proxy.traffic.TrafficDiff.Destination;
import dev.figleaf.proxy.traffic.TrafficDiff.Load;
import dev.figleaf.proxy.traffic.TrafficDiff.Move;
import dev.figleaf.proxy.traffic.TrafficDiff.Reason;
import dev.figleaf.proxy.traffic.TrafficDiff.SeamShift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What other rules would change, for people to read. Used once. */
final class DiffText {
  private static final int MOST_ROUTES = 20;

  private final Output output;
  private final List<String> lines = new ArrayList<>();

  private DiffText(Output output) {
    this.output = output;
  }

  /** The lines about a diff of rules that have no errors. */
  static List<String> of(DiffView view, Output output) {
    var text = new DiffText(output);
    text.rules(view);
    if (view.traffic() != null) {
      text.traffic(view.traffic());
      text.gate(view, view.traffic());
    }
    return text.lines;
  }

  private void add(String line) {
    lines.add(line);
  }

  // --- rules

  private void rules(DiffView view) {
    add(
        output.strong("rules")
            + "      "
            + (view.rules().isEmpty() ? "no change" : counted(view.rules().size(), "change")));
    view.rules().forEach(one -> add("  " + sign(one.kind()) + one.sentence() + place(one)));
  }

  private String sign(String kind) {
    return switch (kind) {
      case "added" -> output.good("+ ");
      case "removed" -> output.bad("- ");
      default -> output.doubtful("~ ");
    };
  }

  private String place(DiffView.RuleChange one) {
    return output.faint("  (" + one.at() + ")");
  }

  // --- traffic

  private void traffic(TrafficDiff diff) {
    add("");
    if (diff.requests() == 0) {
      add(output.strong("traffic") + "    no request is recorded, so nothing can be told of any");
      return;
    }
    add(
        output.strong("traffic")
            + "    "
            + counted(diff.requests(), "request")
            + " within "
            + span(diff.seconds())
            + (diff.descriptors() < diff.requests()
                ? ", told by " + number(diff.descriptors()) + " of them"
                : ""));
    moved(diff);
    diff.moves().forEach(this::move);
    clients(diff.seams());
    loads(diff.loads());
    unreached(diff.unreached());
    untold(diff);
    diff.notes().forEach(note -> add("  note: " + note));
  }

  private void moved(TrafficDiff diff) {
    String share = number(diff.moved()) + " (" + percent(diff.movedShare()) + ")";
    add(
        "  "
            + (diff.moved() == 0
                ? output.good("none would be answered by somebody else")
                : output.doubtful(share + " would be answered by somebody else")));
    if (diff.drawn() > 0) {
      add(
          "  of "
              + number(diff.drawn())
              + " of these only their number is known: where their clients stand is not recorded");
    }
  }

  private void move(Move move) {
    add(
        "  "
            + right(move.requests(), 9)
            + "  "
            + way(move.from(), move.to())
            + (move.elsewhere() ? "" : output.faint("  (the same answers)")));
    if (move.elsewhere()) {
      move.examples().forEach(example -> add("             " + output.faint(plain(example))));
    }
  }

  private static String way(Destination from, Destination to) {
    return from.route().equals(to.route())
        ? from.route() + ": " + from.answer() + " -> " + to.answer()
        : from.route() + ": " + from.answer() + " -> " + to.route() + ": " + to.answer();
  }

  private void clients(List<SeamShift> shifts) {
    if (shifts.isEmpty()) {
      return;
    }
    add("");
    add(output.strong("clients"));
    for (SeamShift shift : shifts) {
      add(
          "  "
              + shift.seam()
              + ": "
              + number(shift.changing())
              + " of "
              + number(shift.clients())
              + " that are known would change side ("
              + percent((double) shift.changing() / shift.clients())
              + ")");
    }
  }

  private void loads(List<Load> loads) {
    if (loads.isEmpty()) {
      return;
    }
    add("");
    add(output.strong("load") + "       requests a second, about");
    int width = loads.stream().mapToInt(load -> load.upstream().length()).max().orElse(0);
    for (Load load : loads) {
      add(
          "  "
              + load.upstream()
              + " ".repeat(width - load.upstream().length() + 2)
              + calls(load.before(), load.shareBefore())
              + " -> "
              + calls(load.after(), load.shareAfter()));
    }
  }

  private static String calls(double perSecond, double share) {
    return String.format(Locale.ROOT, "%.1f (%s)", perSecond, percent(share));
  }

  private void unreached(List<String> routes) {
    if (routes.isEmpty()) {
      return;
    }
    add("");
    add(output.strong("unreached") + "  no recorded request would take");
    routes.stream().limit(MOST_ROUTES).forEach(route -> add("  " + route));
    if (routes.size() > MOST_ROUTES) {
      add("  and " + (routes.size() - MOST_ROUTES) + " more");
    }
  }

  private void untold(TrafficDiff diff) {
    if (diff.untold() == 0) {
      return;
    }
    add("");
    add(
        output.strong("untold")
            + "     of "
            + counted(diff.untold(), "request")
            + " it cannot be told: this is not recorded");
    for (Reason reason : diff.reasons()) {
      add("  " + right(reason.requests(), 9) + "  " + plain(reason.missing()));
    }
  }

  // --- the gate

  private void gate(DiffView view, TrafficDiff diff) {
    if (view.maxMoved() == null) {
      return;
    }
    add("");
    boolean within = Boolean.TRUE.equals(view.within());
    String moves = percent(diff.doubtfulShare());
    String what = diff.untold() == 0 ? " moves" : " moves or cannot be told of";
    if (diff.requests() == 0) {
      add(
          output.bad(
              "no request is recorded: that at most " + view.maxMoved() + " moves is not known"));
    } else if (within) {
      add(output.good(moves + what + "; " + view.maxMoved() + " may"));
    } else {
      add(output.bad(moves + what + ", which is more than " + view.maxMoved()));
    }
  }

  // --- words

  // What strangers sent must not move the cursor.
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static String right(long number, int width) {
    String text = number(number);
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String counted(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  private static String span(double seconds) {
    long whole = Math.round(seconds);
    return whole < 120 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }

  private static String percent(@Nullable Double share) {
    double percent = share == null ? 0 : share * 100;
    // What is a little is not nothing.
    return percent > 0 && percent < 0.1 ? "<0.1%" : String.format(Locale.ROOT, "%.1f%%", percent);
  }
}
