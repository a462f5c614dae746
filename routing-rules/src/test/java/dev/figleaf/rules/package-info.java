/** Tests of the rule language. */
@NullMarked
package dev.figleaf.rules;

import org.jspecify.annotations.NullMarked;
