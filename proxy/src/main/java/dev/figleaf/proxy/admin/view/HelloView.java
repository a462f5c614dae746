package dev.figleaf.proxy.admin.view;

/** Who tells, and what is live as it begins to. */
public record HelloView(long revision, String instance) {}
