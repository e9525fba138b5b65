/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A local Maven repository of its own, with this project in it as {@code install} would put it there. What else is needed comes from the usual one. */
final class Repository {

    static final String VERSION = System.getProperty("published.version");

    /** The root of this project. */
    static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

    /** Where things are put; kept between runs, so that what Maven fetched is fetched once. */
    static final Path PLACE = Path.of("target/repository").toAbsolutePath();

    private static final Path USUAL = Path.of(System.getProperty("published.localRepository"));

    private static final List<String> MODULES = List.of(
            "camel-cloudbridge/store",
            "camel-cloudbridge/http",
            "camel-cloudbridge/local",
            "camel-cloudbridge/aws",
            "camel-cloudbridge/azure",
            "camel-cloudbridge/gcp",
            "camel-cloudbridge/openstack",
            "camel-cloudbridge/component",
            "camel-cloudbridge/catalog",
            "camel-cloudbridge-starter");

    private static final Set<String> MADE = Set.of("target", ".git", ".work", ".camel-jbang", "node_modules");

    private Repository() {}

    /** Puts this project there. */
    static void install() throws IOException {
        copy(PROJECT.resolve("pom.xml"), "cloudbridge-parent", "pom");
        copy(PROJECT.resolve("cloudbridge-bom/pom.xml"), "cloudbridge-bom", "pom");
        for (String module : MODULES) {
            Path folder = PROJECT.resolve(module);
            String artifact = artifact(folder);
            copy(folder.resolve("pom.xml"), artifact, "pom");
            copy(folder.resolve("target/" + artifact + "-" + VERSION + ".jar"), artifact, "jar");
        }
    }

    private static String artifact(Path folder) throws IOException {
        String pom = Files.readString(folder.resolve("pom.xml"));
        String own = pom.substring(pom.indexOf("</parent>"));
        return own.substring(own.indexOf("<artifactId>") + 12, own.indexOf("</artifactId>"));
    }

    private static void copy(Path file, String artifact, String type) throws IOException {
        Path folder = PLACE.resolve("io/cloudbridge/camel").resolve(artifact).resolve(VERSION);
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(artifact + "-" + VERSION + "." + type), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Copies what is committed of this project, and what is not made by a build. */
    static void copyProject(Path to) throws IOException {
        Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (MADE.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(PROJECT.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(PROJECT.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Runs Maven in a folder, on this repository. */
    static Run maven(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(folder, command(arguments), Map.of());
    }

    /** What starts Maven on this repository. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("published.maven"), "bin/mvn").toString(),
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + PLACE,
                "-Dmaven.repo.local.tail=" + USUAL));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a program to its end. */
    static Run run(Path folder, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(Path.of("target"), "run", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // of the Maven that runs this test
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        builder.environment().putAll(new TreeMap<>(environment));
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return new Run(-1, "did not end in five minutes:\n" + Files.readString(log));
        }
        return new Run(process.exitValue(), Files.readString(log));
    }

    /** How a program ended, and what it said. */
    record Run(int status, String output) {}

    /** Where the Camel CLI, which knows no second local repository, finds the rest. */
    static String usualAsRemote() {
        return USUAL.toUri().toString();
    }
}
