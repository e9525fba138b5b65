/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.camel.util.AntPathMatcher;

/**
 * Which entries of a listing the consumer wants, judged by the listing alone, cheapest test first. Patterns apply to the key below the prefix.
 * As in the file component, {@code include} and {@code exclude} match the whole text and ignore case, as do extensions; Ant patterns heed case.
 *
 * <p>Immutable; thread-safe if the user's own filter is.
 */
final class EntryFilter {

    private final Settings settings;
    private final Clock clock;
    private final Predicate<ObjectInfo> own;
    private final Pattern include;
    private final Pattern exclude;
    private final List<String> antInclude;
    private final List<String> antExclude;
    private final List<String> includeExt;
    private final List<String> excludeExt;
    private final AntPathMatcher ant = new AntPathMatcher();

    /**
     * The options of the same names; null or zero for those that are not set.
     *
     * @param antInclude several patterns are separated by commas, as are extensions
     */
    record Settings(
            String prefix,
            boolean includeFolders,
            String include,
            String exclude,
            String antInclude,
            String antExclude,
            String includeExt,
            String excludeExt,
            long minSize,
            long maxSize,
            Duration minAge,
            Duration maxAge) {

        static final Settings NONE = new Settings("", false, null, null, null, null, null, null, 0, 0, null, null);

        Settings {
            prefix = prefix == null ? "" : prefix;
            if (minSize < 0 || maxSize < 0) {
                throw CloudBridgeException.invalid(
                        "options minSize and maxSize cannot be negative; leave them out for no limit");
            }
            if (maxSize > 0 && minSize > maxSize) {
                throw CloudBridgeException.invalid(
                        "option minSize " + minSize + " is above maxSize " + maxSize + ", so no object could match");
            }
            if (minAge != null && maxAge != null && minAge.compareTo(maxAge) > 0) {
                throw CloudBridgeException.invalid(
                        "option minAge " + minAge + " is above maxAge " + maxAge + ", so no object could match");
            }
        }
    }

    /**
     * @param own the user's own filter, asked last
     * @throws CloudBridgeException.InvalidRequest if an option makes no sense
     */
    EntryFilter(Settings settings, Predicate<ObjectInfo> own, Clock clock) {
        this.settings = settings;
        this.own = own;
        this.clock = clock;
        this.include = pattern("include", settings.include);
        this.exclude = pattern("exclude", settings.exclude);
        this.antInclude = list(settings.antInclude);
        this.antExclude = list(settings.antExclude);
        this.includeExt = extensions(settings.includeExt);
        this.excludeExt = extensions(settings.excludeExt);
    }

    /** Whether the consumer wants this entry. */
    boolean accepts(ObjectInfo object) {
        return acceptsInTime(object) && !isYoung(object.lastModified());
    }

    /** Whether the consumer wants this entry now, or when it is older. */
    boolean acceptsInTime(ObjectInfo object) {
        return (!object.isFolderMarker() || settings.includeFolders)
                && acceptsName(below(object.key()))
                && acceptsSize(object.size())
                && !isOld(object.lastModified());
    }

    /**
     * Whether the user's own filter, which may be costly, wants this entry too.
     *
     * @throws CloudBridgeException.InvalidRequest if the filter fails
     */
    boolean acceptsOwn(ObjectInfo object) {
        try {
            return own == null || own.test(object);
        } catch (RuntimeException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("option filter fails for object '" + object.key() + "': " + e.getMessage()), e);
        }
    }

    /** The key without the prefix, and without the slash behind a prefix that does not end with one. */
    String below(String key) {
        if (!key.startsWith(settings.prefix)) {
            return key;
        }
        String rest = key.substring(settings.prefix.length());
        return !settings.prefix.isEmpty() && rest.startsWith("/") && !settings.prefix.endsWith("/")
                ? rest.substring(1)
                : rest;
    }

    private boolean acceptsName(String name) {
        return (includeExt.isEmpty() || includeExt.contains(extension(name)))
                && !excludeExt.contains(extension(name))
                && (include == null || include.matcher(name).matches())
                && (exclude == null || !exclude.matcher(name).matches())
                && (antInclude.isEmpty() || antInclude.stream().anyMatch(pattern -> ant.match(pattern, name)))
                && antExclude.stream().noneMatch(pattern -> ant.match(pattern, name));
    }

    private boolean acceptsSize(long size) {
        return size >= settings.minSize && (settings.maxSize == 0 || size <= settings.maxSize);
    }

    private boolean isYoung(Instant lastModified) {
        return settings.minAge != null
                && lastModified != null
                && Duration.between(lastModified, clock.instant()).compareTo(settings.minAge) < 0;
    }

    private boolean isOld(Instant lastModified) {
        return settings.maxAge != null
                && lastModified != null
                && Duration.between(lastModified, clock.instant()).compareTo(settings.maxAge) > 0;
    }

    private static String extension(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return dot < 0 ? "" : last.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static Pattern pattern(String option, String regex) {
        try {
            return regex == null
                    ? null
                    : Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw CloudBridgeException.invalid("option " + option + " is '" + regex
                    + "', which is no regular expression: " + e.getDescription() + " near index " + e.getIndex());
        }
    }

    private static List<String> list(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList();
    }

    private static List<String> extensions(String text) {
        return list(text).stream()
                .map(part -> part.startsWith(".") ? part.substring(1) : part)
                .map(part -> part.toLowerCase(Locale.ROOT))
                .toList();
    }
}
