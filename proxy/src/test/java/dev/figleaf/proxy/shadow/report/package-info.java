/** Reports in every form, from one set of rows. */
@NullMarked
package dev.figleaf.proxy.shadow.report;

import org.jspecify.annotations.NullMarked;
