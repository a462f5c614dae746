package dev.figleaf.proxy.store;

import java.time.Instant;
import java.util.List;

/**
 * The inventory that is kept. Blocks: never for event loops. What a method has returned from
 * survives the process. Every method throws {@link StoreUnavailable} where the store is not to be
 * had.
 */
public interface InventoryLog {

  /**
   * Adds batches, all of them or nothing, once for each number of a writer; numbers only rise.
   *
   * @param writer no other has the same
   */
  void write(List<InventoryBatch> batches, String writer, long number);

  /**
   * All endpoints that are known, by their names. Counts and sketches are of the days that begin
   * then or later; all else is of all time.
   */
  List<InventoryRow> endpoints(Instant since);

  /** The days on which somebody watched, the first one first. */
  List<Watch> watches();

  /**
   * When somebody watched on a day.
   *
   * @param day its beginning, in milliseconds since 1970, as the others
   */
  record Watch(long day, long from, long until) {}

  /** Deletes what is too old or too much. */
  void sweep();
}
