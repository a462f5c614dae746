package dev.figleaf.rules;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the texts of a component must be: its value or values, and the keys of a map. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Check {
  TextKind value() default TextKind.ANY;

  TextKind keys() default TextKind.ANY;
}
