package dev.figleaf.proxy.wire;

/** A row of any table. */
sealed interface Row permits WireRow, Http2Row {
  String section();

  String name();
}
