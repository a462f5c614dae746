/**
 * JSON of strangers: read exactly, and worked on by expressions, within bounds.
 *
 * <p>Everything is immutable and safe to share. An {@link dev.figleaf.proxy.json.Expression} may
 * take long, which its caller has to know.
 */
@NullMarked
package dev.figleaf.proxy.json;

import org.jspecify.annotations.NullMarked;
