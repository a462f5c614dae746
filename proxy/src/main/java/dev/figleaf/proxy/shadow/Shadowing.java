package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.upstream.SharedMemory;

/**
 * What shadowing is made of, beside the rules: it outlives all of them.
 *
 * @param subjects what is compared under one name each
 * @param judge gets the pairs
 * @param memory bounds what copies hold
 */
public record Shadowing(Subjects subjects, Judge judge, SharedMemory memory) {}
