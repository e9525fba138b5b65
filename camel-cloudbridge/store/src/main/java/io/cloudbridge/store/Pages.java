/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The pages of listings, each compared with what was asked for and with the pages before it. A store whose pages repeat themselves, or never bring
 * anything new, ends in an error and not in an endless listing. A page that is short or empty is no end: only the store's own word is.
 */
final class Pages {

    /** Stores may answer with empty pages where much was deleted; at 1,000 entries a page these are a million. */
    private static final int MOST_WITHOUT_PROGRESS = 1000;

    private final String provider;
    private final String operation;
    private final Function<ListRequest, ObjectPage> store;

    /** @param operation as users call it: {@code list}, or {@code listVersions}, where a key may come more than once */
    Pages(String provider, String operation, Function<ListRequest, ObjectPage> store) {
        this.provider = provider;
        this.operation = operation;
        this.store = store;
    }

    ObjectPage get(ListRequest request) {
        PageToken at = PageToken.parse(request.pageToken());
        ObjectPage page = store.apply(request.withPageToken(at.token()));
        checkEntries(request, page);
        String lastKey = at.lastKey();
        if (!page.objects().isEmpty()) {
            String first = page.objects().get(0).key();
            if (!lastKey.isEmpty() && goesBack(lastKey, first)) {
                throw stuck(request, "a page begins at key '" + first + "' after one that ended at '" + lastKey + "'");
            }
            lastKey = page.objects().get(page.objects().size() - 1).key();
        }
        return page.isLast()
                ? page
                : new ObjectPage(page.objects(), page.commonPrefixes(), next(request, at, page, lastKey));
    }

    private String next(ListRequest request, PageToken at, ObjectPage page, String lastKey) {
        String token = page.nextToken();
        long hash = PageToken.hash(token);
        if (token.equals(at.token()) || at.pages() > 0 && hash == at.mark()) {
            throw stuck(request, "the store gave the same page token twice");
        }
        List<String> prefixes = page.commonPrefixes();
        String lastPrefix = prefixes.isEmpty() ? at.lastPrefix() : prefixes.get(prefixes.size() - 1);
        boolean progress = !page.objects().isEmpty() || Keys.ORDER.compare(lastPrefix, at.lastPrefix()) > 0;
        int withoutProgress = progress ? 0 : at.withoutProgress() + 1;
        if (withoutProgress > MOST_WITHOUT_PROGRESS) {
            throw stuck(request, "the store gave " + MOST_WITHOUT_PROGRESS + " pages in a row with nothing new");
        }
        long pages = at.pages() + 1;
        long mark = (pages & (pages - 1)) == 0 ? hash : at.mark();
        return new PageToken(pages, withoutProgress, mark, lastKey, lastPrefix, token).toString();
    }

    /** A page that begins where the one before ended, or earlier, in UTF-8 and in UTF-16: some servers sort as Java does. */
    private boolean goesBack(String last, String first) {
        boolean again = first.equals(last) && operation.equals("list");
        return again || Keys.ORDER.compare(first, last) < 0 && first.compareTo(last) < 0;
    }

    private void checkEntries(ListRequest request, ObjectPage page) {
        Set<String> keys = new HashSet<>();
        for (ObjectInfo object : page.objects()) {
            if (operation.equals("list") && !keys.add(object.key())) {
                throw AnswerChecks.wrong("it lists the key '" + object.key() + "' twice")
                        .in(provider, operation, request.bucket(), null);
            }
            if (!object.key().startsWith(request.prefix())) {
                throw AnswerChecks.wrong(
                                "the listing below '" + request.prefix() + "' shows the key '" + object.key() + "'")
                        .in(provider, operation, request.bucket(), null);
            }
        }
    }

    private CloudBridgeException stuck(ListRequest request, String why) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the listing of bucket " + request.bucket() + " does not go on: " + why)
                        .withRetryable(false)
                        .in(provider, operation, request.bucket(), null),
                null);
    }
}
