package dev.figleaf.proxy.admin.view;

import java.util.List;

/** What operators watch, each second. */
public record FiguresView(long revision, List<SeamView> seams) {}
