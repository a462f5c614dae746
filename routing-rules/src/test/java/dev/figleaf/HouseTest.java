package dev.figleaf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house of the rule language: a plain library, of two packages and one direction. */
@AnalyzeClasses(packages = "dev.figleaf", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

  @ArchTest
  static final ArchRule theLanguageKnowsNothingOfRouting =
      noClasses()
          .that()
          .resideInAPackage("dev.figleaf.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.figleaf.routing..");

  @ArchTest
  static final ArchRule thereAreNoOtherPackages =
      classes().should().resideInAnyPackage("dev.figleaf.rules..", "dev.figleaf.routing..");

  @ArchTest
  static final ArchRule nothingHereTouchesASocketOrAnEventLoop =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..", "io.netty..", "java.net.http..", "java.sql..", "java.nio.channels..");

  @ArchTest
  static final ArchRule nothingHereStartsAThreadOrWaits =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "start");

  @ArchTest
  static final ArchRule nothingHerePrints =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule matchingUsesOnlyRegularExpressionsInLinearTime =
      noClasses()
          .that()
          .resideInAPackage("dev.figleaf.routing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.regex..");
}
