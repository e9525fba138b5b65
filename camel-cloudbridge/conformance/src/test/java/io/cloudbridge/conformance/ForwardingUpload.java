/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.PutResult;
import java.util.List;

/** Hands every call on to another upload. */
class ForwardingUpload implements MultipartUpload {

    private final MultipartUpload delegate;

    ForwardingUpload(MultipartUpload delegate) {
        this.delegate = delegate;
    }

    @Override
    public String id() {
        return delegate.id();
    }

    @Override
    public Part uploadPart(int number, Content content) {
        return delegate.uploadPart(number, content);
    }

    @Override
    public PutResult complete(List<Part> parts) {
        return delegate.complete(parts);
    }

    @Override
    public void abort() {
        delegate.abort();
    }
}
