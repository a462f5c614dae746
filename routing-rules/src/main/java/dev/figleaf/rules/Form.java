package dev.figleaf.rules;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a value type is called and written: for messages, editors and the reference page. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Form {
  /** The noun with its article: {@code a percentage}. */
  String is();

  /** One example as it is written: {@code 20%}. */
  String like() default "";

  /** What every valid text matches, as a regular expression of JSON Schema. */
  String pattern() default "";
}
