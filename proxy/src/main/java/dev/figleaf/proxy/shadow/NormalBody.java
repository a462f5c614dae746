package dev.figleaf.proxy.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A body without its content coding, charset and layout: what is compared. */
sealed interface NormalBody {
  BodyKind kind();

  record Empty() implements NormalBody {
    @Override
    public BodyKind kind() {
      return BodyKind.NONE;
    }
  }

  record Json(JsonNode root) implements NormalBody {
    @Override
    public BodyKind kind() {
      return BodyKind.JSON;
    }
  }

  /** XML or HTML. */
  record Markup(BodyKind kind, MarkupNode.Element root) implements NormalBody {}

  record Text(List<String> lines) implements NormalBody {
    @Override
    public BodyKind kind() {
      return BodyKind.TEXT;
    }
  }

  /**
   * Nothing but bytes.
   *
   * @param coding the content coding that the hash is taken over; empty for none
   */
  record Bytes(long length, long hash, String coding) implements NormalBody {
    @Override
    public BodyKind kind() {
      return BodyKind.BYTES;
    }
  }

  /** Nothing can be said about it. */
  record Unknown(Unread reason) implements NormalBody {
    @Override
    public BodyKind kind() {
      return BodyKind.BYTES;
    }
  }
}
