package dev.figleaf.rules;

import org.jspecify.annotations.Nullable;

/** How an https endpoint is verified, and what is shown to it. Paths are to PEM files. */
public record TlsSpec(
    @Doc("A PEM file with the authorities to trust; the JDK's own when absent.")
        @Nullable String trust,
    @Doc("A PEM file with the certificate chain shown to the upstream.")
        @Nullable String certificate,
    @Doc("A PEM file with the private key of `certificate`.") @Nullable String key,
    @Doc("The name asked for and verified, when it is not the endpoint's host.")
        @Nullable String serverName,
    @Doc("`false` accepts any certificate; for experiments only.") @Default("true")
        boolean verify) {}
