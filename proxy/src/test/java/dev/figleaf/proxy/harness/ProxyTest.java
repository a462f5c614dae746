package dev.figleaf.proxy.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests whose methods may ask for a {@link ProxyHarness}.
 *
 * <p>A test fails, whatever it asserts, when the facade leaked a buffer, blocked an event loop,
 * logged an error that the test did not expect, or kept a request or a connection in use.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProxyExtension.class)
@Timeout(60)
public @interface ProxyTest {}
