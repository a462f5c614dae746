package dev.figleaf.proxy.admin.page;

import org.jspecify.annotations.Nullable;

/**
 * What is said of a weight while it is typed.
 *
 * @param wrong why it is none, or null
 * @param moves null where nothing is known
 */
public record Previewed(String weight, @Nullable String wrong, Preview.@Nullable Moves moves) {}
