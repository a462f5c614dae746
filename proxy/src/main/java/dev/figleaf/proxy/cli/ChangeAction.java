package dev.figleaf.proxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.figleaf.proxy.admin.view.EventView;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that changes what is live. */
abstract class ChangeAction extends DeskAction {
  /** How each of these commands may end. */
  static final String LIVE = "0:it is live on the replica that was asked";

  static final String NOT_DONE = "1:the facade refuses it; nothing was done";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private AuthorOptions author;

  /** What is sent, with who and why in it. */
  ObjectNode body() {
    return author.body();
  }

  /** Has it done, and says what is live now. */
  void change(
      AskedFacade facade,
      Output output,
      String method,
      String path,
      ObjectNode body,
      @Nullable Long expected) {
    HttpResponse<String> answer = facade.send(method, path, body, expected);
    JsonNode event = AskedFacade.tree(answer.body());
    if (wantsJson()) {
      output.json(event);
      return;
    }
    EventView view = AskedFacade.view(event, EventView.class);
    output.line("revision " + view.revision() + " is live: " + Words.plain(view.summary()));
    if (answer.headers().firstValue("Figleaf-Kept").orElse("").equals("disk")) {
      output.error("the store is down; the event waits on disk until it is back");
    }
  }
}
