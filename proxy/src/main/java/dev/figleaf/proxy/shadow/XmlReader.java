package dev.figleaf.proxy.shadow;

import dev.figleaf.proxy.shadow.MarkupNode.Element;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
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
    try {
      XMLStreamReader xml = open(new ByteArrayInputStream(bytes), charset);
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

  private static XMLStreamReader open(InputStream bytes, Optional<Charset> charset)
      throws XMLStreamException {
    synchronized (FACTORY) { // it reuses a reader, and is not said to be safe to share
      return charset.isPresent()
          ? FACTORY.createXMLStreamReader(bytes, charset.get().name())
          : FACTORY.createXMLStreamReader(bytes);
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
