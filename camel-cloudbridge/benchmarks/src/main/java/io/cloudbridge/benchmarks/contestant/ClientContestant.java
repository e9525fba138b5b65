/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.util.List;

/** A store's own client by hand: the same work for all. */
abstract class ClientContestant extends Contestant {

    /** The first page of a listing, never empty while objects are left. */
    abstract List<String> list(String prefix);

    abstract byte[] read(String key) throws Exception;

    abstract void write(String key, byte[] body);

    /** Deletes a page of objects with as few requests as the store allows. */
    abstract void delete(List<String> keys);

    @Override
    void run(Task task, Stopwatch watch) throws Exception {
        switch (task.name()) {
            case "consume" -> {
                watch.start();
                consume(task, watch);
                watch.stop();
            }
            case "upload" -> {
                byte[] body = body(task);
                each(task, watch, i -> write(task.key(i), body));
            }
            case "download" -> each(task, watch, i -> check(read(task.key(i)), task));
            default -> throw unknown(task);
        }
    }

    /** Lists a page, reads its objects, deletes them in bulk; and so on. */
    private void consume(Task task, Stopwatch watch) throws Exception {
        int count = 0;
        while (count < task.count()) {
            List<String> keys = list(task.prefix());
            require(!keys.isEmpty(), "too few");
            inThreads(task.threads(), keys.size(), i -> {
                check(read(keys.get(i)), task);
                watch.one();
            });
            delete(keys);
            count += keys.size();
        }
    }
}
