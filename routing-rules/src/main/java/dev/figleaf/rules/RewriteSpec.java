package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/** How path and host change on the way to the upstream. The query is kept. */
public record RewriteSpec(
    @Doc("The new path; `{captures}` are filled in, `{rest}` is what `**` took.")
        @Nullable String path,
    @Doc("A prefix to take off, at a segment boundary.") @Nullable String stripPrefix,
    @Doc("A prefix to put before what is left.") @Nullable String addPrefix,
    @Doc("The Host that the upstream sees, on this route.") @Nullable String host) {}
