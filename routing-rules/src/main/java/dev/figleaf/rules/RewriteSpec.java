package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/** How path and host change on the way to the upstream. The query is kept. */
public record RewriteSpec(
    @Doc("The new path; `{captures}` are filled in, `{rest}` is what `**` took.")
        @Check(TextKind.PATH_TEMPLATE)
        @Nullable String path,
    @Doc("A prefix to take off, at a segment boundary.") @Check(TextKind.PATH_PREFIX)
        @Nullable String stripPrefix,
    @Doc("A prefix to put before what is left.") @Check(TextKind.PATH_PREFIX)
        @Nullable String addPrefix,
    @Doc("The Host that the upstream sees, on this route.") @Check(TextKind.AUTHORITY)
        @Nullable String host) {}
