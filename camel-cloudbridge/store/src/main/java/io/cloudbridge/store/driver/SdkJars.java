/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Looks at the versions of a cloud's SDK before the SDK is used, so that jars that do not fit are named when a route starts. Without it, the first
 * request that meets a missing field or class fails with a {@link LinkageError}. Versions are read from what Maven puts into each jar; an artifact
 * whose jar does not have it is taken as fitting. Not thread-safe.
 */
public final class SdkJars {

    private final ClassLoader loader;
    private final String group;

    /**
     * @param loader that finds the SDK
     * @param group Maven's group of the SDK
     */
    public SdkJars(ClassLoader loader, String group) {
        this.loader = loader;
        this.group = group;
    }

    /**
     * Asks for a version.
     *
     * @param reason what an older one lacks, as the end of a sentence
     * @throws CloudBridgeException.InvalidState if the artifact is there and older; it names the jar, its version and the one needed
     */
    public SdkJars atLeast(String artifact, String version, String reason) {
        String found = version(artifact);
        if (found != null && compare(found, version) < 0) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of(artifact + " " + found + " (" + jar(artifact) + ") is too old: " + reason + " needs "
                            + version + " or newer; import io.cloudbridge.camel:cloudbridge-bom into "
                            + "dependencyManagement, or set the versions of all " + group + " artifacts yourself"),
                    null);
        }
        return this;
    }

    /** Asks that each of these artifacts is at least of the version of another, with which it is released. */
    public SdkJars asNewAs(String other, List<String> artifacts) {
        String version = version(other);
        if (version != null) {
            artifacts.forEach(artifact -> atLeast(artifact, version, other + " " + version));
        }
        return this;
    }

    /** Asks for the versions that the POM inside an artifact's jar names for these other artifacts of the group. */
    public SdkJars asItsPomSays(String artifact, Set<String> others) {
        String version = version(artifact);
        if (version == null) {
            return this;
        }
        for (Element dependency : dependencies(artifact)) {
            String other = child(dependency, "artifactId");
            String needed = child(dependency, "version");
            boolean forTests = "test".equals(child(dependency, "scope"));
            boolean ours = group.equals(child(dependency, "groupId")) && others.contains(other);
            if (ours && !forTests && needed != null) {
                atLeast(other, needed, artifact + " " + version);
            }
        }
        return this;
    }

    private List<Element> dependencies(String artifact) {
        URL pom = resource(artifact, "pom.xml");
        if (pom == null) {
            return List.of();
        }
        try (InputStream in = open(pom)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            NodeList found = factory.newDocumentBuilder().parse(in).getElementsByTagName("dependency");
            return IntStream.range(0, found.getLength())
                    .mapToObj(i -> (Element) found.item(i))
                    .toList();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            return List.of();
        }
    }

    private static String child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element && node.getNodeName().equals(name)) {
                return node.getTextContent().strip();
            }
        }
        return null;
    }

    private String version(String artifact) {
        URL properties = resource(artifact, "pom.properties");
        if (properties == null) {
            return null;
        }
        Properties found = new Properties();
        try (InputStream in = open(properties)) {
            found.load(in);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
        return found.getProperty("version");
    }

    private URL resource(String artifact, String file) {
        return loader.getResource("META-INF/maven/" + group + "/" + artifact + "/" + file);
    }

    private static InputStream open(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false); // else the jar stays open
        return connection.getInputStream();
    }

    private String jar(String artifact) {
        return resource(artifact, "pom.properties").getPath().replaceFirst("!/META-INF/.*", "");
    }

    /** By the numbers in front: {@code 12.37.2} and {@code 12.37.2-beta.1} are equal. */
    private static int compare(String one, String other) {
        String[] left = one.split("-", 2)[0].split("\\.");
        String[] right = other.split("-", 2)[0].split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int difference = Integer.compare(number(left, i), number(right, i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int i) {
        return i < parts.length && parts[i].matches("[0-9]{1,9}") ? Integer.parseInt(parts[i]) : 0;
    }
}
