package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.MarkupNode.Element;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML without a document type: nothing is fetched, no entity but the five of XML itself is
 * known, so that none can expand (OWASP: XML External Entity Prevention). Safe to share.
 */
final class XmlReader {
  private static final XMLInputFactory FACTORY = factory();
  private static final int LONGEST_HEAD = 200;
  private static final Pattern DECLARED =
      Pattern.compile("<\\?xml[^>]{1,100}encoding\\s{0,3}=\\s{0,3}['\"]([A-Za-z0-9._-]{1,40})");

  private XmlReader() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // Without one, the JDK prints every mistake of a stranger.
    factory.setXMLReporter((_, _, _, _) -> {});
    factory.setXMLResolver(
        (_, _, _, _) -> {
          throw new XMLStreamException("nothing is fetched");
        });
    return factory;
  }

  /** Empty when the bytes are no XML, or pass a bound. */
  static Optional<Element> read(byte[] bytes, Optional<Charset> charset) {
    return BodyText.of(bytes, charset.or(() -> declared(bytes))).flatMap(XmlReader::read);
  }

  private static Optional<Element> read(String text) {
    try {
      XMLStreamReader xml = open(new StringReader(text));
      try {
        return Optional.ofNullable(new XmlReader.Tree().build(xml));
      } finally {
        xml.close();
      }
    } catch (XMLStreamException | RuntimeException _) {
      // The JDK's reader answers some malformed documents with runtime exceptions.
      return Optional.empty();
    }
  }

  // Characters and not bytes: of bytes that are no text, the JDK complains on standard error.
  private static XMLStreamReader open(Reader text) throws XMLStreamException {
    synchronized (FACTORY) { // it reuses a reader, and is not said to be safe to share
      return FACTORY.createXMLStreamReader(text);
    }
  }

  /** The charset that the document itself names (XML 1.0 §4.3.3). */
  private static Optional<Charset> declared(byte[] bytes) {
    String head =
        new String(bytes, 0, Math.min(bytes.length, LONGEST_HEAD), StandardCharsets.ISO_8859_1);
    Matcher found = DECLARED.matcher(head);
    try {
      return found.lookingAt() ? Optional.of(Charset.forName(found.group(1))) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The elements that are open, outermost first. */
  private static final class Tree {
    private final Deque<Element> open = new ArrayDeque<>();
    private @Nullable Element root;
    private int count;

    @Nullable Element build(XMLStreamReader xml) throws XMLStreamException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> start(xml);
          case XMLStreamConstants.END_ELEMENT -> open.removeLast();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(xml.getText());
          case XMLStreamConstants.ENTITY_REFERENCE -> throw new XMLStreamException("an entity");
          default -> {} // comments, instructions and white space outside of the root mean nothing
        }
      }
      return root;
    }

    private void start(XMLStreamReader xml) throws XMLStreamException {
      @Nullable String namespace = xml.getNamespaceURI();
      var element =
          new Element(
              xml.getLocalName(),
              namespace == null ? "" : namespace,
              attributes(xml),
              new ArrayList<>());
      add(element);
      open.addLast(element);
      if (open.size() > MarkupNode.DEEPEST) {
        throw new XMLStreamException("nested too deeply");
      }
    }

    private static TreeMap<String, String> attributes(XMLStreamReader xml) {
      var attributes = new TreeMap<String, String>();
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        @Nullable String namespace = xml.getAttributeNamespace(i);
        String name = xml.getAttributeLocalName(i);
        attributes.put(
            namespace == null || namespace.isEmpty() ? name : name + " " + namespace,
            xml.getAttributeValue(i));
      }
      return attributes;
    }

    private void text(String text) throws XMLStreamException {
      counted();
      if (!open.isEmpty()) {
        MarkupNode.Text.addTo(open.getLast().children(), text);
      }
    }

    private void counted() throws XMLStreamException {
      if (++count > MarkupNode.LARGEST) {
        throw new XMLStreamException("too many elements");
      }
    }

    private void add(Element element) throws XMLStreamException {
      counted();
      if (open.isEmpty()) {
        root = element;
      } else {
        open.getLast().children().add(element);
      }
    }
  }
}
