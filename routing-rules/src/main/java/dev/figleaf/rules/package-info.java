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
 *
 * <p>The way of a file: {@link dev.figleaf.rules.RuleSources} (bytes), {@code YamlText} (UTF-8),
 * {@code YamlTree} ({@link dev.figleaf.rules.LocatedNode}s within bounds, with {@code Substitution}
 * for {@code ${NAME}}), {@link dev.figleaf.rules.Binder} (records), {@code MergedRules} (all files
 * as one), {@code RuleValidator} (what is wrong between the parts), {@link
 * dev.figleaf.rules.ReadResult}. {@link dev.figleaf.rules.RuleReader} walks it for rules, {@link
 * dev.figleaf.rules.YamlFile} for any other record.
 */
@NullMarked
package dev.figleaf.rules;

import org.jspecify.annotations.NullMarked;
