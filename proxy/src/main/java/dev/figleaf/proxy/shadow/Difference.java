package dev.figleaf.proxy.shadow;

/**
 * One place where candidate and control differ. Its path is written as rules write places, with
 * indexes generalised: {@code body:$.items[*].price}, {@code header:location}.
 */
public sealed interface Difference {

  /** The kinds, by which differences are grouped. */
  enum Kind {
    MISSING,
    ADDED,
    TYPE,
    VALUE,
    ORDER,
    STATUS,
    HEADER,
    BODY_KIND
  }

  /** The control has it, the candidate has not. */
  record Missing(String path, Seen control) implements Difference {
    @Override
    public Seen candidate() {
      return Seen.ABSENT;
    }

    @Override
    public Kind kind() {
      return Kind.MISSING;
    }
  }

  /** The candidate has it, the control has not. */
  record Added(String path, Seen candidate) implements Difference {
    @Override
    public Seen control() {
      return Seen.ABSENT;
    }

    @Override
    public Kind kind() {
      return Kind.ADDED;
    }
  }

  /** Both have it, as values of different types. */
  record Type(String path, Seen control, Seen candidate) implements Difference {
    @Override
    public Kind kind() {
      return Kind.TYPE;
    }
  }

  /** Both have it, with another value. */
  record Value(String path, Seen control, Seen candidate) implements Difference {
    @Override
    public Kind kind() {
      return Kind.VALUE;
    }
  }

  /** The same items in another order. */
  record Order(String path, Seen control, Seen candidate) implements Difference {
    @Override
    public Kind kind() {
      return Kind.ORDER;
    }
  }

  /** Another status, not declared equivalent. */
  record Status(Seen control, Seen candidate) implements Difference {
    @Override
    public String path() {
      return "status";
    }

    @Override
    public Kind kind() {
      return Kind.STATUS;
    }
  }

  /** Another header, or another cookie that is set. */
  record Header(String path, Seen control, Seen candidate) implements Difference {
    @Override
    public Kind kind() {
      return Kind.HEADER;
    }
  }

  /** Bodies of kinds that cannot be compared with each other. */
  record BodyKinds(Seen control, Seen candidate) implements Difference {
    @Override
    public String path() {
      return "body";
    }

    @Override
    public Kind kind() {
      return Kind.BODY_KIND;
    }
  }

  String path();

  Kind kind();

  Seen control();

  Seen candidate();

  /** The same difference without its values. */
  default Difference redacted() {
    Seen left = control().redacted();
    Seen right = candidate().redacted();
    return switch (this) {
      case Missing(String path, Seen _) -> new Missing(path, left);
      case Added(String path, Seen _) -> new Added(path, right);
      case Type(String path, Seen _, Seen _) -> new Type(path, left, right);
      case Value(String path, Seen _, Seen _) -> new Value(path, left, right);
      case Order(String path, Seen _, Seen _) -> new Order(path, left, right);
      case Header(String path, Seen _, Seen _) -> new Header(path, left, right);
      case Status _, BodyKinds _ -> this;
    };
  }
}
