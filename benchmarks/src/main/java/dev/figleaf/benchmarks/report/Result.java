package dev.figleaf.benchmarks.report;

import java.util.List;
import java.util.Optional;

/**
 * What a scenario found out.
 *
 * @param figures its columns
 * @param compared the figure whose ratio to the measure counts
 * @param measure the peer that others are compared with
 * @param notes what a reader must know, in sentences
 */
public record Result(
    String scenario,
    List<Figure> figures,
    Figure compared,
    String measure,
    List<Measured> peers,
    List<String> notes) {
  public Result {
    figures = List.copyOf(figures);
    peers = List.copyOf(peers);
    notes = List.copyOf(notes);
  }

  public Optional<Measured> peer(String name) {
    return peers.stream().filter(peer -> peer.peer().equals(name)).findFirst();
  }

  public Optional<Spread> ratio(Measured peer, Figure figure) {
    return peer(measure).flatMap(of -> peer.ratio(figure, of));
  }
}
