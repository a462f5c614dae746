package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/**
 * One call for every element of an array of another part.
 *
 * @param batch the name under which all elements go into one call; null for a call each
 */
public record EachSpec(
    @Doc(
            "The array, such as `orders.items`; what stands under a list is taken of all its elements.")
        @Shorthand
        PartReference of,
    @Doc("Elements that are asked for; the rest is left out, and told of.")
        @Range(min = 1, max = 1_000)
        @Default("20")
        int atMost,
    @Doc("Calls in flight at once.") @Range(min = 1, max = 100) @Default("4") int concurrent,
    @Doc("Asks once for all elements, which go where the path has this name, parted by commas.")
        @Check(TextKind.PART_NAME)
        @Nullable String batch) {}
