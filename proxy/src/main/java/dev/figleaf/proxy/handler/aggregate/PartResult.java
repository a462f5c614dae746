package dev.figleaf.proxy.handler.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.figleaf.proxy.http.HeaderList;
import dev.figleaf.proxy.upstream.ForwardError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a part. */
sealed interface PartResult {
  String OK = "ok";
  String CUT = "cut";
  String SKIPPED = "skipped";
  String TIMEOUT = "timeout";

  /**
   * It answered.
   *
   * @param value as it came, for the parts that need it
   * @param shaped as it stands in the whole
   * @param headers of its answers
   * @param lacking why some of the elements are not there, or null
   * @param kept what a cache had to do with it; null where it has none
   */
  record Ok(
      JsonNode value,
      JsonNode shaped,
      long bytes,
      List<HeaderList> headers,
      @Nullable String lacking,
      @Nullable String kept)
      implements PartResult {}

  /**
   * It did not.
   *
   * @param code the word of documents, metrics and logs
   * @param status of the whole, where it cannot do without the part
   * @param challenge what a 401 says about it
   */
  record Failed(String code, int status, List<String> challenge) implements PartResult {
    static Failed of(String code) {
      return new Failed(code, 502, List.of());
    }

    static Failed of(ForwardError error) {
      return error.status() == 504 ? late() : of(error.code());
    }

    static Failed late() {
      return new Failed(TIMEOUT, 504, List.of());
    }

    /** RFC 9110 §15.5.2: a 401 says how to do better. */
    static Failed ofStatus(int status, HeaderList headers) {
      int mapped =
          switch (status) {
            case 401, 403, 404, 504 -> status;
            default -> 502;
          };
      List<String> challenge = status == 401 ? headers.all("WWW-Authenticate") : List.of();
      return new Failed("status-" + status, mapped, challenge);
    }
  }

  /** Its condition did not hold, or that of a part that it needs. */
  record Skipped() implements PartResult {}

  /** The word for it. */
  default String code() {
    return switch (this) {
      case Ok ok -> ok.lacking == null ? OK : ok.lacking;
      case Failed failed -> failed.code;
      case Skipped _ -> SKIPPED;
    };
  }

  /** What a cache had to do with it, as the log says it; empty where it has none, or failed. */
  default String cacheUse() {
    return this instanceof Ok ok && ok.kept != null ? ok.kept : "";
  }

  /** Whether something of the whole is not there that should be. */
  default boolean isPartial() {
    return switch (this) {
      case Ok ok -> ok.lacking != null;
      case Failed _ -> true;
      case Skipped _ -> false;
    };
  }
}
