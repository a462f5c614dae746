package dev.figleaf.proxy.faults;

import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What became of a load.
 *
 * @param answers by the number of the request
 * @param opened connections
 * @param closed connections that the facade ended, or that were not to be used again
 */
record Report(Map<Integer, Answer> answers, int opened, int closed) {

  /**
   * What became of one request.
   *
   * @param began when it was sent, a reading of {@link System#nanoTime}
   * @param nanos until its answer was whole, or broken
   * @param status 0 where none came
   * @param code of a problem document, or why no answer came; empty where all was well
   */
  record Answer(long began, long nanos, int status, String code) {
    boolean is(int wanted) {
      return status == wanted;
    }
  }

  int count() {
    return answers.size();
  }

  long count(int status) {
    return answers.values().stream().filter(answer -> answer.is(status)).count();
  }

  /** Requests that were answered anything but 200, or nothing. */
  long failed() {
    return count() - count(200);
  }

  /** Why, and how often. */
  Map<String, Long> failures() {
    return answers.values().stream()
        .filter(answer -> !answer.is(200))
        .collect(
            Collectors.groupingBy(
                answer -> answer.status() + " " + answer.code(),
                TreeMap::new,
                Collectors.counting()));
  }

  /** Those of its requests that are wanted. */
  Report only(Predicate<Answer> wanted) {
    return new Report(
        answers.entrySet().stream()
            .filter(entry -> wanted.test(entry.getValue()))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
        opened,
        closed);
  }

  /** Those that were sent from this moment on. */
  Report since(long nanoTime) {
    return only(answer -> answer.began() - nanoTime >= 0);
  }

  long slowerThan(long millis) {
    return answers.values().stream()
        .filter(answer -> answer.nanos() > TimeUnit.MILLISECONDS.toNanos(millis))
        .count();
  }

  /** From the first that was sent to the last that was answered. */
  double seconds() {
    LongSummaryStatistics began =
        answers.values().stream().mapToLong(Answer::began).summaryStatistics();
    long ended =
        answers.values().stream().mapToLong(one -> one.began() + one.nanos()).max().orElse(0);
    return (ended - began.getMin()) / 1e9;
  }

  double worstMillis() {
    return percentileMillis(1);
  }

  /** The time that this share of the requests took at most, in milliseconds. */
  double percentileMillis(double share) {
    List<Answer> sorted =
        answers.values().stream().sorted(Comparator.comparingLong(Answer::nanos)).toList();
    if (sorted.isEmpty()) {
      return 0;
    }
    int at = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, at)).nanos() / 1e6;
  }
}
