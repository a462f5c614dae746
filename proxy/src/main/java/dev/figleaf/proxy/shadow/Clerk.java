package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.EvidenceBook.Endpoint;
import dev.figleaf.proxy.shadow.EvidenceBook.Entry;
import dev.figleaf.proxy.shadow.OpenPair.Differing;
import dev.figleaf.proxy.store.ExampleRow;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes down what became of pairs: counts, times, differences and examples, without secrets.
 * Belongs to the judge's thread.
 */
final class Clerk {
  private final EvidenceBook book;
  private final InstantSource clock;

  Clerk(EvidenceBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  private record Noted(Entry entry, Finding finding) {}

  /** The id of a difference. */
  String id(Pair pair, Endpoint at, Difference difference) {
    return entry(pair.subject(), at, redactor(pair), difference).id();
  }

  private static Redactor redactor(Pair pair) {
    return pair.subject().redactor().forRequest(pair.request());
  }

  // A key of JSON may be a secret as well as a value.
  private static Entry entry(
      Subject subject, Endpoint at, Redactor redactor, Difference difference) {
    return entry(subject, at, redactor.path(difference.path()), Ledger.kind(difference.kind()));
  }

  private static Entry entry(Subject subject, Endpoint at, String path, String kind) {
    String id = Ledger.id(subject.name(), at.method(), at.template(), path, kind);
    return new Entry(id, at, path, kind);
  }

  /** Writes down that the candidate gave no answer. */
  void failed(Pair pair, Endpoint at, int statusClass, String code) {
    Entry entry = failed(pair.subject(), at, statusClass, code, 1);
    keepExamples(pair, List.of(new Noted(entry, Finding.REAL)), List.of());
  }

  /** Writes down that the candidate gave no answer, so often. */
  Entry failed(Subject subject, Endpoint at, int statusClass, String code, long count) {
    Entry entry = entry(subject, at, code, Ledger.FAILED);
    book.count(subject, at, statusClass, Counted.FAILED, entry.id(), count);
    book.difference(subject, entry, Finding.REAL, count);
    return entry;
  }

  /** Writes down what became of a pair of which both sides answered. */
  void settled(Pair pair, Differing differing, Map<Difference, Finding> each, Finding finding) {
    Endpoint at = differing.at();
    Subject subject = pair.subject();
    int statusClass = differing.control().status() / 100;
    Collection<Noted> noted = each.isEmpty() ? List.of() : noted(pair, at, each);
    noted.forEach(one -> book.difference(subject, one.entry, one.finding, 1));
    String pattern = pattern(noted, finding);
    book.count(subject, at, statusClass, Counted.word(finding), pattern, 1);
    book.took(subject, at, Role.CONTROL, differing.control().duration());
    book.took(subject, at, Role.CANDIDATE, differing.candidate().duration());
    if (differing.candidate().status() >= 500 && differing.control().status() < 500) {
      Entry status = entry(subject, at, "status", Ledger.kind(Difference.Kind.STATUS));
      book.count(subject, at, statusClass, Counted.SERVER_ERROR, status.id(), 1);
    }
    keepExamples(pair, noted, each.keySet());
  }

  private static String pattern(Collection<Noted> noted, Finding finding) {
    if (noted.isEmpty()) {
      return ""; // as of most pairs
    }
    return Ledger.pattern(
        noted.stream().filter(one -> one.finding == finding).map(one -> one.entry.id()).toList());
  }

  // The items of a list that differ in one place are one difference, as bad as the worst of them.
  private static Collection<Noted> noted(Pair pair, Endpoint at, Map<Difference, Finding> each) {
    Redactor redactor = redactor(pair);
    var noted = new LinkedHashMap<String, Noted>();
    each.forEach(
        (difference, finding) -> {
          if (finding != Finding.UNSETTLED) {
            Entry entry = entry(pair.subject(), at, redactor, difference);
            noted.merge(
                entry.id(),
                new Noted(entry, finding),
                (one, other) ->
                    Recheck.worst(List.of(one.finding, other.finding)) == one.finding
                        ? one
                        : other);
          }
        });
    return noted.values();
  }

  private void keepExamples(
      Pair pair, Collection<Noted> noted, Collection<Difference> differences) {
    Subject subject = pair.subject();
    Kept kept = subject.candidacy().examples();
    int most = subject.spec().compare().examples();
    var wanted = new ArrayList<String>();
    for (Noted one : noted) {
      if (book.hasRoomForExample() && kept.takes(one.entry.id(), most)) {
        wanted.add(one.entry.id());
      }
    }
    if (!wanted.isEmpty()) {
      String content =
          Examples.of(
              redactor(pair), pair.request(), pair.control(), pair.candidate(), differences);
      wanted.forEach(id -> book.example(example(subject, id, content)));
    }
  }

  private ExampleRow example(Subject subject, String difference, String content) {
    return new ExampleRow(
        UUID.randomUUID().toString(), difference, subject.candidacyId(), clock.instant(), content);
  }
}
