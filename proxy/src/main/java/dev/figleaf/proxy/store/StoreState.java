package dev.figleaf.proxy.store;

import java.util.Optional;

/**
 * How the store does.
 *
 * @param up whether the last attempt to write succeeded, or there was none yet
 * @param written rows that are kept
 * @param lost rows that were never kept: there was no room to wait in, or the database refused them
 * @param waiting rows that wait to be written
 * @param trouble why it is not up, as a sentence for operators
 */
public record StoreState(
    boolean up, long written, long lost, long waiting, Optional<String> trouble) {}
