package dev.figleaf.rules;

/** A part of the monolith that is moving out, from one upstream to another. */
public record SeamSpec(
    @MapKey String name,
    @Doc("The upstream that the part moves out of.") String from,
    @Doc("The upstream that the part moves to.") String to,
    @Doc("The share of clients that `to` serves.") Percentage weight,
    @Doc("Who a client is, the first one present wins; `none` draws anew for each request.")
        CohortSpec cohort) {}
