package dev.figleaf.benchmarks.scenario;

import dev.figleaf.benchmarks.machine.Launched;
import dev.figleaf.benchmarks.peer.Peer;
import dev.figleaf.benchmarks.peer.Site;

/** A peer that runs. */
public record Running(Peer peer, Site site, Launched launched) {}
