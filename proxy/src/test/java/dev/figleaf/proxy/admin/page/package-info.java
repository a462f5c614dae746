@NullMarked
package dev.figleaf.proxy.admin.page;

import org.jspecify.annotations.NullMarked;
