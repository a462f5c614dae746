/**
 * The rule language: read, bind, validate, compare.
 *
 * <p>An operator's YAML becomes a {@link dev.figleaf.rules.RuleSet} of immutable records (the
 * specs), or a list of {@link dev.figleaf.rules.Problem}s, each with its file, line and column.
 * Nothing here opens a socket or starts a thread, and every type is immutable and safe to share.
 *
 * <p>A key of the language is a record component: {@code maxBody} is {@code max-body}. The binder,
 * the JSON Schema and the reference page all come from the records, so a new key is a new component
 * and nothing else.
 */
@NullMarked
package dev.figleaf.rules;

import org.jspecify.annotations.NullMarked;
